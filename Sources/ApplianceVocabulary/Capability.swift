/// What one property of a device can be.
public enum PropertyKind: Sendable, Hashable {
    /// One of a closed list of names, in the order in which people are told them (`on`, `off`).
    case choice([String])
    /// A number within `minimum...maximum` in multiples of `step`; `unit` as people say it (`%`, `°C`, `K`).
    case range(minimum: Double, maximum: Double, step: Double, unit: String?)
    /// True or false.
    case flag
    /// A value that the appliance reports and nobody sets, with its unit.
    case reading(unit: String?)

    /// What it allows, in words: `30 to 250 °C`, or the choices.
    public var limits: String {
        switch self {
        case .range(let minimum, let maximum, _, let unit):
            "\(Value.number(minimum)) to \(Value.number(maximum))\(unit.map { " " + $0 } ?? "")"
        case .choice(let names):
            names.map { $0.replacing("_", with: " ") }.joined(separator: ", ")
        case .flag: "on or off"
        case .reading: "what the appliance reports"
        }
    }
}

/// A property of a device: its name in the shared vocabulary and what it can be.
public struct Capability: Sendable, Hashable {
    /// The name in the vocabulary: `power`, `brightness`, `current_temperature`. Lower case, underscores.
    public var property: String
    /// Which values there are.
    public var kind: PropertyKind
    /// False for what can only be read.
    public var isWritable: Bool

    /// A property, writable unless its kind is a reading.
    public init(property: String, kind: PropertyKind, isWritable: Bool? = nil) {
        self.property = property
        self.kind = kind
        if case .reading = kind { self.isWritable = false } else { self.isWritable = isWritable ?? true }
    }
}

/// What an argument of a verb can be.
public enum ArgumentKind: Sendable, Hashable {
    /// One of a closed list of names.
    case choice([String])
    /// A number from 0 up, whole unless `decimals` is set.
    case number(maximum: Double, decimals: Bool)
    /// A few words that the person said, such as the name of a timer.
    case words
}

/// A verb of a device (`start`, `dock`, `brew`) and the arguments that it understands, none of them required.
public struct Verb: Sendable, Hashable {
    /// The name in the vocabulary.
    public var name: String
    /// The arguments by name, in the order in which they are written in a call.
    public var arguments: [(name: String, kind: ArgumentKind)] { zip(argumentNames, argumentKinds).map { ($0, $1) } }

    private var argumentNames: [String]
    private var argumentKinds: [ArgumentKind]

    /// A verb with its arguments.
    public init(name: String, arguments: [(name: String, kind: ArgumentKind)] = []) {
        self.name = name
        self.argumentNames = arguments.map(\.name)
        self.argumentKinds = arguments.map(\.kind)
    }
}
