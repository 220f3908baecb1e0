import JSONText

/// Maps one entity. The parts of it that a profile cannot say are left out and named.
struct EntityMapper {
    let config: EntityConfig
    var type = ""
    var deviceClass: String?
    var confirmSeconds: Double?
    var properties: [PropertyDescription] = []
    var verbs: [VerbDescription] = []
    var leftOut: [(property: String, reason: String)] = []

    init(_ config: EntityConfig) {
        self.config = config
    }

    /// Notes something that cannot be used.
    mutating func refuse(_ property: String, _ reason: String) {
        leftOut.append((property, reason))
    }

    /// Where a value is reported and how it is taken from the message; nil, with a note where it is one, if it is not.
    mutating func report(_ topicKey: String, _ templateKey: String, of property: String) -> Report? {
        guard config[topicKey] != nil else { return nil }
        guard let topic = config.topic(topicKey) else {
            refuse(property, "its topic cannot be used: \(config.string(topicKey) ?? "")")
            return nil
        }
        // Some components have one template for all of their reports.
        let general = ["climate", "water_heater"].contains(config.component) ? config.string("value_template") : nil
        guard let text = config.string(templateKey) ?? general, !text.isEmpty else {
            return Report(topic: topic, template: ValueTemplate())
        }
        guard let template = ValueTemplate(text), template.path?.allSatisfy({ CleanText.key($0) != nil }) ?? true else {
            refuse(property, "its template does more than a profile can say: \(text)")
            return nil
        }
        return Report(topic: topic, template: template)
    }

    /// Where a value is set and how it is written; nil, with a note where it is one, if it is not.
    mutating func command(_ topicKey: String, _ templateKey: String?, of property: String) -> Order? {
        guard config[topicKey] != nil else { return nil }
        guard let topic = config.topic(topicKey) else {
            refuse(property, "its topic cannot be used: \(config.string(topicKey) ?? "")")
            return nil
        }
        guard let text = templateKey.flatMap({ config.string($0) }), !text.isEmpty else {
            return Order(topic: topic, template: CommandTemplate())
        }
        guard let template = CommandTemplate(text) else {
            refuse(property, "its template does more than a profile can say: \(text)")
            return nil
        }
        return Order(topic: topic, template: template)
    }

    /// A word that is sent or reported: the one in the configuration, or the usual one. Nil if it is `null` or cannot be used.
    func payload(_ key: String, _ usual: String) -> String? {
        if config.says(key), config[key] == nil { return nil }
        return CleanText.payload(config.string(key) ?? usual)
    }

    /// A choice between two words with a switch's commands and reports.
    mutating func twoWords(
        _ name: String, _ words: [(name: String, command: String, report: String)],
        command order: Order?, report: Report?
    ) {
        guard let order, order.template.factor == 1 else { return }
        let spellings = words.map { Spelling($0.name, .string($0.command)) }
        let state = report?.state(words.map { ($0.name, [$0.report]) }, unlike: spellings)
        properties.append(
            PropertyDescription(name, .choice(spellings), state: state, commands: [order.message()]))
    }

    /// A number with its command and report.
    mutating func number(
        _ name: String, _ form: NumberForm, command order: Order?, report: Report?, tolerance: Double? = nil
    ) {
        guard let order else { return }
        guard form.minimum < form.maximum, form.step > 0, form.step <= form.maximum - form.minimum else {
            return refuse(name, "its range is empty")
        }
        if let report, abs(report.template.factor - order.template.factor) > 1e-9 {
            return refuse(name, "it is reported in another measure than it is set in")
        }
        guard report?.template.choice == nil else { return refuse(name, "its template does not give a number") }
        var property = PropertyDescription(
            name, .range(form.scaled(by: order.template.factor)), state: report?.plainState, commands: [order.message()]
        )
        property.tolerance = tolerance
        properties.append(property)
    }

    /// A setting whose values are words.
    mutating func options(_ name: String, _ values: [String], command order: Order?, report: Report?) {
        guard let order, order.template.factor == 1 else { return }
        guard report?.template.choice == nil, report?.template.factor ?? 1 == 1 else {
            return refuse(name, "its template does not give one of its values")
        }
        let (property, count) = PropertyDescription.options(
            name, values.map(JSON.string), state: report?.plainState, commands: [order.message()])
        guard let property else { return refuse(name, "none of its values can be written as a word") }
        if count > 0 { refuse(name, "\(count) of its values cannot be written as words") }
        properties.append(property)
    }

    /// Something that is only measured.
    mutating func reading(_ name: String, unit: String?, report: Report?) {
        guard let report, report.template.choice == nil else { return }
        properties.append(
            PropertyDescription(name, .reading(unit: unit, factor: report.template.factor), state: report.plainState))
    }
}

/// Where a value is reported.
struct Report {
    var topic: String
    var template: ValueTemplate

    /// The place itself.
    var plainState: StateDescription { StateDescription(topic, template.path) }

    /// The place with the words of reports; `unlike` are the words of commands, which need not be repeated.
    func state(_ words: [(name: String, words: [String])], unlike commands: [Spelling] = []) -> StateDescription {
        var state = plainState
        if let choice = template.choice {
            state.spellings = words.filter { $0.words.contains(choice.yes) }.map { Spelling($0.name, choice.equals) }
            state.otherwise = words.first { $0.words.contains(choice.no) }?.name
            return state
        }
        let spellings = words.map { Spelling($0.name, all: $0.words.flatMap(spelled)) }
        state.spellings = spellings == commands ? nil : spellings
        return state
    }

    /// The ways in which a word may stand in the message.
    private func spelled(_ word: String) -> [JSON] {
        var texts = [word]
        if template.ignoresCase { texts += [word.lowercased(), word.uppercased()] }
        var unique: [JSON] = []
        for text in texts where !unique.contains(.string(text)) { unique.append(.string(text)) }
        // Truth values of JSON appear in templates as Python writes them.
        if template.path != nil, word == "True" || word == "False" { unique.append(.bool(word == "True")) }
        return unique
    }
}

/// Where a value is set.
struct Order {
    var topic: String
    var template: CommandTemplate

    /// The message with the value in its place.
    func message(onlyFor condition: MessageDescription.Condition? = nil) -> MessageDescription {
        MessageDescription(topic, .text(template.text), onlyFor: condition)
    }

    /// The message with a fixed word.
    func message(_ word: String, onlyFor condition: MessageDescription.Condition? = nil) -> MessageDescription {
        let text = template.text.replacing("{value}", with: Placeholders.escaped(word))
        return MessageDescription(topic, .text(text), onlyFor: condition)
    }
}

extension NumberForm {
    /// The form for a wire that holds so many times more.
    func scaled(by factor: Double) -> NumberForm {
        guard factor != 1 else { return self }
        var scaled = self
        switch wire {
        case .same: scaled.wire = .factor(factor)
        case .linear(let minimum, let maximum):
            scaled.wire = .linear(minimum: minimum * factor, maximum: maximum * factor)
        case .factor(let old): scaled.wire = .factor(old * factor)
        case .reciprocal(let constant): scaled.wire = .reciprocal(constant * factor)
        }
        return scaled
    }
}
