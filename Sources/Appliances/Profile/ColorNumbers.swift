import JSONText

/// Colours as the numbers that appliances write: hue and saturation, red, green and blue, or a place in CIE 1931.
extension NamedColor {
    /// The names of the numbers, as they stand in braces.
    static let numberNames = ["hue", "saturation", "red", "green", "blue", "x", "y", "level"]

    /// Every number of the colour: hue 0 to 360, saturation and level 0 to 100, red, green and blue 0 to 255, x and y.
    var numbers: [String: JSON] {
        let bytes = channels.map { ($0 * 255).rounded() }
        let place = Self.chromaticity(of: channels)
        return [
            "hue": .number(hue), "saturation": .number(saturation), "level": .number(100.0),
            "red": .number(bytes[0]), "green": .number(bytes[1]), "blue": .number(bytes[2]),
            "x": .number(place.x.rounded(toDecimals: 4)), "y": .number(place.y.rounded(toDecimals: 4)),
        ]
    }

    /// Hue and saturation from whatever numbers are there; nil if they do not make a colour.
    static func hueSaturation(numbers: [String: JSON]) -> (hue: Double, saturation: Double)? {
        let values = numbers.compactMapValues(\.wireNumber)
        guard values.count == numbers.count else { return nil }
        if let hue = values["hue"], let saturation = values["saturation"] { return (hue, saturation) }
        if let red = values["red"], let green = values["green"], let blue = values["blue"] {
            return hueSaturation(channels: [red, green, blue])
        }
        guard let x = values["x"], let y = values["y"], let channels = channels(x: x, y: y) else { return nil }
        return hueSaturation(channels: channels)
    }

    /// The place of a colour in CIE 1931 (IEC 61966-2-1, white D65).
    static func chromaticity(of channels: [Double]) -> (x: Double, y: Double) {
        let light = channels.map(linear)
        let x = 0.4124 * light[0] + 0.3576 * light[1] + 0.1805 * light[2]
        let y = 0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2]
        let z = 0.0193 * light[0] + 0.1192 * light[1] + 0.9505 * light[2]
        let sum = x + y + z
        return sum > 0 ? (x / sum, y / sum) : (0.3127, 0.3290)
    }

    /// Red, green and blue of a place in CIE 1931, the brightest of them 1; nil if the place is none.
    static func channels(x: Double, y: Double) -> [Double]? {
        guard (0...1).contains(x), y > 0.001, x + y <= 1.001 else { return nil }
        let (wide, deep) = (x / y, (1 - x - y) / y)
        let light = [
            3.2406 * wide - 1.5372 - 0.4986 * deep, -0.9689 * wide + 1.8758 + 0.0415 * deep,
            0.0557 * wide - 0.2040 + 1.0570 * deep,
        ].map { max(0, $0) }
        guard let highest = light.max(), highest > 0 else { return nil }
        return light.map { encoded($0 / highest) }
    }

    /// The light of a channel: the sRGB curve, with its power of 2.4 as a square times a fifth root of a square.
    private static func linear(_ channel: Double) -> Double {
        guard channel > 0.04045 else { return channel / 12.92 }
        let base = (channel + 0.055) / 1.055
        return base * base * root(5, of: base * base)
    }

    /// The channel of a light: the inverse curve, whose power is five twelfths.
    private static func encoded(_ light: Double) -> Double {
        guard light > 0.0031308 else { return light * 12.92 }
        return 1.055 * root(12, of: light * light * light * light * light) - 0.055
    }

    /// A root by Newton's method, for numbers above 0 up to about 1.
    private static func root(_ degree: Int, of number: Double) -> Double {
        guard number > 0 else { return 0 }
        var guess = 1.0
        for _ in 0..<200 {
            var power = 1.0
            for _ in 1..<degree { power *= guess }
            let next = guess - (guess - number / power) / Double(degree)
            if abs(next - guess) < 1e-12 { return next }
            guess = next
        }
        return guess
    }
}

extension PayloadTemplate {
    /// The value with the numbers in their places.
    func wire(with numbers: [String: JSON]) -> JSON? {
        switch self {
        case .text(let template): template.text(with: numbers.mapValues(\.plainText)).map { .string($0) }
        case .json(let template): template.json(with: numbers)
        }
    }

    /// The numbers that stand in the places of a value.
    func numbers(of wire: JSON) -> [String: JSON]? {
        switch self {
        case .text(let template): wire.string.flatMap(template.match)?.mapValues { .string($0) }
        case .json(let template): template.match(wire)
        }
    }
}
