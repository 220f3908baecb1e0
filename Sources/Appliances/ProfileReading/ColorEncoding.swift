import JSONText
import YAMLReader

/// How a property writes colours, as its profile says.
enum ColorEncoding {
    /// As `#RRGGBB`.
    case hexadecimal
    /// As numbers in a text or in JSON.
    case numbers(PayloadTemplate)

    /// As most bridges write them.
    private static let hueSaturation = PayloadTemplate.json(
        .object([
            .init(key: "hue", value: .placeholder("hue")), .init(key: "saturation", value: .placeholder("saturation")),
        ]))

    /// The value of `encoding`: a name, or `{ text: … }`, or `{ json: … }`.
    static func read(_ reader: MappingReader) -> ColorEncoding? {
        guard let node = reader.node("encoding") else { return nil }
        guard case .mapping = node.content else {
            switch reader.choice("encoding", as: Name.self) {
            case .hueSaturation: return .numbers(hueSaturation)
            case .hexadecimal: return .hexadecimal
            case nil: return nil
            }
        }
        guard let inner = MappingReader(node, of: "the encoding", in: reader.context) else { return nil }
        let text = inner.string("text").flatMap { TemplateReader.text($0, at: "text", in: inner) }
        let json = inner.node("json").flatMap { TemplateReader.payload($0, in: inner.context) }
        inner.finish()
        guard let form = text.map(PayloadTemplate.text) ?? json, text == nil || json == nil else {
            inner.reportMissing(
                "text", example: "text: \"{red},{green},{blue}\" (or json: { h: \"{hue}\", s: \"{saturation}\" })")
            return nil
        }
        TemplateReader.check(form.placeholders, allowed: NamedColor.numberNames, at: inner.position, in: inner.context)
        let places = Set(form.placeholders)
        guard [["hue", "saturation"], ["red", "green", "blue"], ["x", "y"]].contains(where: places.isSuperset) else {
            inner.report(
                "a colour needs {hue} and {saturation}, or {red}, {green} and {blue}, or {x} and {y}",
                at: text == nil ? "json" : "text")
            return nil
        }
        return .numbers(form)
    }

    /// The mapping for a property with these colours.
    func mapping(_ names: [String]) -> WireMapping {
        switch self {
        case .hexadecimal: .hexadecimalColor(names)
        case .numbers(let form): .colorNumbers(form, names)
        }
    }

    private enum Name: String, CaseIterable {
        case hueSaturation = "hue_saturation"
        case hexadecimal
    }
}

extension WireMapping {
    /// The names of its colours, if it writes colours.
    var colorNames: [String]? {
        switch self {
        case .colorNumbers(_, let names), .hexadecimalColor(let names): names
        default: nil
        }
    }
}
