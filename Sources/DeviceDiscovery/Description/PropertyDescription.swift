public import JSONText

/// A property that a device has, and how it speaks of it.
public struct PropertyDescription: Sendable, Hashable {
    /// The name in the vocabulary.
    public var name: String
    /// What it can be.
    public var kind: Kind
    /// The messages that set it; none if it can only be read.
    public var commands: [MessageDescription] = []
    /// Where it is reported; nil if it never is.
    public var state: StateDescription?
    /// How far a reported number may be off.
    public var tolerance: Double?

    /// What a property can be.
    public enum Kind: Sendable, Hashable {
        /// One of several names with their spelling in commands.
        case choice([Spelling])
        /// A colour by its name.
        case color(ColorForm)
        /// A number.
        case range(NumberForm)
        /// Reported only: a number with its unit and the factor by which the wire is larger.
        case reading(unit: String?, factor: Double)
        /// Reported only: one of several names.
        case namedReading([Spelling])
        /// Reported only: whatever comes.
        case anyReading
    }

    /// A property that cannot be set.
    init(_ name: String, _ kind: Kind, state: StateDescription? = nil, commands: [MessageDescription] = []) {
        self.name = name
        self.kind = kind
        self.state = state
        self.commands = commands
    }

    var isWritable: Bool { !commands.isEmpty }
}

/// A name and how a device writes it; the first spelling is sent, all are understood.
public struct Spelling: Sendable, Hashable {
    var name: String
    var wires: [JSON]

    init(_ name: String, _ wires: JSON...) {
        self.name = name
        self.wires = wires
    }

    init(_ name: String, all wires: [JSON]) {
        self.name = name
        self.wires = wires
    }
}

/// How a device writes colours.
public enum ColorForm: Sendable, Hashable {
    /// `#RRGGBB`.
    case hexadecimal
    /// Numbers in a text: `{red},{green},{blue}`.
    case text(String)
    /// Numbers in JSON: `{ h: "{hue}", s: "{saturation}" }`.
    case json(JSON)
}

/// A number within a range, and how it is written.
public struct NumberForm: Sendable, Hashable {
    var minimum: Double
    var maximum: Double
    var step = 1.0
    var unit: String?
    var wire = Wire.same

    enum Wire: Sendable, Hashable {
        case same
        case linear(minimum: Double, maximum: Double)
        case factor(Double)
        case reciprocal(Double)
    }

    /// Percent on a scale of the device's own.
    static func percent(from minimum: Double = 0, to maximum: Double) -> NumberForm {
        let wire = minimum == 0 && maximum == 100 ? Wire.same : .linear(minimum: minimum, maximum: maximum)
        return NumberForm(minimum: 0, maximum: 100, unit: "%", wire: wire)
    }

    /// Kelvin for a device that counts in mired.
    static func kelvin(fromMired lowest: Double, to highest: Double) -> NumberForm? {
        guard lowest > 0, highest > lowest, highest <= 1000 else { return nil }
        let warmest = (1_000_000 / highest / 50).rounded(.up) * 50
        let coldest = (1_000_000 / lowest / 50).rounded(.down) * 50
        guard warmest < coldest else { return nil }
        return NumberForm(minimum: warmest, maximum: coldest, step: 50, unit: "K", wire: .reciprocal(1_000_000))
    }
}

/// One message of a command.
public struct MessageDescription: Sendable, Hashable {
    var topic: String
    var payload: Payload
    /// The values with which it is sent; nil for all.
    var onlyFor: Condition?

    enum Payload: Sendable, Hashable {
        /// Text in which `{value}` is a place and `{{` is a brace.
        case text(String)
        /// JSON in which a text `{value}` is a place.
        case json(JSON)

        /// The value and nothing else.
        static let value = Payload.text("{value}")

        /// Text without places.
        static func literal(_ text: String) -> Payload { .text(Placeholders.escaped(text)) }
    }

    enum Condition: Sendable, Hashable {
        case names([String])
        case above(Double)
        case number(Double)
    }

    init(_ topic: String, _ payload: Payload, onlyFor: Condition? = nil) {
        self.topic = topic
        self.payload = payload
        self.onlyFor = onlyFor
    }
}

/// Where a property is reported.
public struct StateDescription: Sendable, Hashable {
    var topic: String
    /// The place in a JSON payload; nil if the payload is the value.
    var path: [String]?
    /// The spelling of the names, where reports differ from commands.
    var spellings: [Spelling]?
    /// How colours are written, where reports differ from commands.
    var color: ColorForm?
    /// What may be reported and says nothing.
    var ignored: [String] = []
    /// The name that everything else means.
    var otherwise: String?

    init(_ topic: String, _ path: [String]? = nil, spellings: [Spelling]? = nil) {
        self.topic = topic
        self.path = path
        self.spellings = spellings
    }
}

/// Something that a device can be told to do.
public struct VerbDescription: Sendable, Hashable {
    var name: String
    var commands: [MessageDescription]
    /// The property whose reports show that it was done, and the values that show it.
    var confirmedBy: (String, [String])? {
        get { confirmingProperty.map { ($0, confirmingValues) } }
        set { (confirmingProperty, confirmingValues) = (newValue?.0, newValue?.1 ?? []) }
    }

    private var confirmingProperty: String?
    private var confirmingValues: [String] = []

    init(_ name: String, _ command: MessageDescription, confirmedBy: (String, [String])? = nil) {
        self.name = name
        commands = [command]
        self.confirmedBy = confirmedBy
    }
}

/// Where a device says whether it is there.
public struct AvailabilityDescription: Sendable, Hashable {
    var topic: String
    var path: [String]?
    var online: [String]
    var offline: [String]
}
