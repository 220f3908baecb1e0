/// The colours of the vocabulary as hue (degrees) and saturation (percent); brightness is a property of its own.
struct NamedColor {
    var name: String
    var hue: Double
    var saturation: Double

    /// The eighteen colours. The places lie apart from each other, so that a report finds its name again.
    static let all: [NamedColor] = [
        NamedColor(name: "red", hue: 0, saturation: 100), NamedColor(name: "green", hue: 120, saturation: 100),
        NamedColor(name: "blue", hue: 240, saturation: 100), NamedColor(name: "yellow", hue: 60, saturation: 100),
        NamedColor(name: "orange", hue: 30, saturation: 100), NamedColor(name: "purple", hue: 285, saturation: 100),
        NamedColor(name: "pink", hue: 340, saturation: 50), NamedColor(name: "white", hue: 0, saturation: 0),
        NamedColor(name: "cyan", hue: 190, saturation: 100), NamedColor(name: "magenta", hue: 310, saturation: 100),
        NamedColor(name: "violet", hue: 290, saturation: 55), NamedColor(name: "turquoise", hue: 174, saturation: 70),
        NamedColor(name: "teal", hue: 170, saturation: 100), NamedColor(name: "gold", hue: 46, saturation: 85),
        NamedColor(name: "brown", hue: 22, saturation: 75), NamedColor(name: "lime", hue: 85, saturation: 100),
        NamedColor(name: "indigo", hue: 262, saturation: 100), NamedColor(name: "lavender", hue: 255, saturation: 40),
    ]

    static func named(_ name: String) -> NamedColor? { all.first { $0.name == name } }

    /// Red, green and blue at full brightness, each from 0 to 1.
    var channels: [Double] {
        [5.0, 3, 1].map { offset in
            let position = (offset + hue / 60).truncatingRemainder(dividingBy: 6)
            return 1 - saturation / 100 * max(0, min(position, 4 - position, 1))
        }
    }

    /// The colour at full brightness as `#RRGGBB`.
    var hexadecimal: String {
        let bytes = channels.map { Int(($0 * 255).rounded()) }
        return "#" + bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: true) }.joined()
    }

    /// Hue and saturation of `#RRGGBB` or `RRGGBB`; further digits are ignored.
    static func hueSaturation(hexadecimal text: String) -> (hue: Double, saturation: Double)? {
        let digits = text.hasPrefix("#") ? text.dropFirst() : text[...]
        guard digits.utf8.count >= 6, let color = Int(digits.prefix(6), radix: 16) else { return nil }
        return hueSaturation(channels: [color >> 16 & 255, color >> 8 & 255, color & 255].map { Double($0) })
    }

    /// Hue and saturation of red, green and blue on any scale.
    static func hueSaturation(channels: [Double]) -> (hue: Double, saturation: Double) {
        let (red, green, blue) = (channels[0], channels[1], channels[2])
        let highest = max(red, green, blue)
        let spread = highest - min(red, green, blue)
        guard highest > 0, spread > 0 else { return (0, 0) }
        let sector: Double =
            if highest == red { (green - blue) / spread } else if highest == green { (blue - red) / spread + 2 } else {
                (red - green) / spread + 4
            }
        return ((sector * 60 + 360).truncatingRemainder(dividingBy: 360), spread / highest * 100)
    }

    /// The name whose colour is nearest.
    static func nearest(hue: Double, saturation: Double, among names: [String]) -> String? {
        var best: (name: String, distance: Double)?
        for color in all where names.contains(color.name) {
            let turn = abs(hue - color.hue).truncatingRemainder(dividingBy: 360)
            let hueDistance = min(turn, 360 - turn) * min(saturation, color.saturation) / 100
            let distance = hueDistance * hueDistance + (saturation - color.saturation) * (saturation - color.saturation)
            if distance < best?.distance ?? .infinity { best = (color.name, distance) }
        }
        return best?.name
    }
}
