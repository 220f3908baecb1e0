import ApplianceVocabulary

/// The sentences in English. They claim no more than what the appliances reported.
struct EnglishReplies: ReplyLanguage {
    let leftAlone = "All right, I leave it as it is."
    let tooLate = "That question is no longer open. Please say again what I should do."
    let nothingAsked = "There is nothing to say yes to. What should I do?"
    let nothingChanged = "(Nothing was changed.)"
    let emptyHome = "There are no devices in this home yet."

    // MARK: Actions

    func result(
        of operation: Action.Operation, _ outcome: Outcome, devices: [Device], amongOthers: Bool
    ) -> String {
        let names = self.names(devices)
        switch outcome {
        case .confirmed(let reported): return "\(names): \(done(operation, reported, devices))."
        case .unconfirmed:
            let verb = devices.count == 1 ? "it has" : "they have"
            return "Sent to \(names), but \(verb) not confirmed."
        case .unconfirmable:
            let verb = devices.count == 1 ? "it does" : "they do"
            return "Sent to \(names); \(verb) not report whether it is done."
        case .contradicted(let reported):
            return "\(names) did not follow: still \(state(property(of: operation), reported, devices.first))."
        case .refused(let refusal):
            return self.refusal(
                refusal, devices: devices, property: property(of: operation), amongOthers: amongOthers)
        case .needsConfirmation(let question): return question
        case .unavailable(let reason): return "\(names) cannot be reached: \(sentence(reason))"
        case .value(let value, _): return "\(names): \(state(property(of: operation), value, devices.first))."
        }
    }

    private func done(_ operation: Action.Operation, _ reported: Value?, _ devices: [Device]) -> String {
        switch operation {
        case .set(let property, let value): state(property, reported ?? value, devices.first)
        case .adjust(let property, let direction, _):
            reported.map { state(property, $0, devices.first) } ?? "\(spoken(property)) \(direction.rawValue)"
        case .perform("toggle", _): reported.map { state("power", $0, devices.first) } ?? "switched over"
        case .perform(let verb, let arguments): doing(verb, arguments)
        case .get(let property): reported.map { state(property, $0, devices.first) } ?? "\(spoken(property)) unknown"
        }
    }

    private func wish(_ operation: Action.Operation, _ devices: [Device]) -> String {
        switch operation {
        case .adjust(let property, let direction, let amount?):
            let unit = devices.first.flatMap { self.unit(property, $0) } ?? ""
            return "\(spoken(property)) \(direction.rawValue) by \(Value.number(amount))\(unit)"
        default: return done(operation, nil, devices)
        }
    }

    private func doing(_ verb: String, _ arguments: [String: Value]) -> String {
        let details = arguments.sorted { $0.key < $1.key }.map { "\(spoken($0.key)) \(spoken($0.value.description))" }
        return spoken(verb) + (details.isEmpty ? "" : " (\(details.joined(separator: ", ")))")
    }

    func didYouMean(_ actions: [(operation: Action.Operation, devices: [Device])]) -> String {
        let wishes = actions.map { "\(names($0.devices)): \(wish($0.operation, $0.devices))" }
        return "Did you mean \(wishes.joined(separator: "; "))? Say yes or no."
    }

    // MARK: Answers

    func answer(_ result: Answering.Result, staleSeconds: Double) -> String {
        var text = answer(result)
        let silent = result.readings.filter { $0.value == nil }.map(\.device)
        if !silent.isEmpty {
            text +=
                (text.isEmpty ? "" : " ") + "\(names(silent)) \(silent.count == 1 ? "has" : "have") not reported yet."
        }
        let ages = result.readings.compactMap(\.ageSeconds)
        if let oldest = ages.max(), oldest > staleSeconds {
            text += " (Last report \(age(oldest)) ago.)"
        }
        return text
    }

    private func answer(_ result: Answering.Result) -> String {
        let known = result.readings.filter { $0.value != nil }
        guard let predicate = result.predicate, let first = known.first else {
            return sameValues(known).map { "\(names($0.devices)): \(state($0.property, $0.value, $0.devices.first))." }
                .joined(separator: " ")
        }
        let property = first.property
        let asked = bare(property, predicate.value, first.device)
        let fitting = result.fitting.map(\.device)
        switch predicate.quantifier {
        case .is, .all:
            guard let bool = result.answer.bool else { return "I cannot tell." }
            if bool { return "Yes, \(subject(fitting, property)) \(asked)." }
            let other = known.filter { reading in !fitting.contains { $0.id == reading.device.id } }
            let told = sameValues(other).map { group in
                "\(subject(group.devices, property)) \(bare(property, group.value, group.devices.first))"
            }
            return "No, \(told.joined(separator: ", "))."
        case .any:
            return fitting.isEmpty ? "No, none is \(asked)." : "Yes, \(subject(fitting, property)) \(asked)."
        case .which:
            if fitting.isEmpty { return "None is \(asked)." }
            return "\(sentenceCase(asked)): \(names(fitting, limit: 20))."
        case .count:
            return "\(fitting.count) of \(result.readings.count) \(fitting.count == 1 ? "is" : "are") \(asked)."
        }
    }

    /// `Kitchen lamp is`, `A and B are`, `Oven: door is`: the property is named unless it goes without saying.
    private func subject(_ devices: [Device], _ property: String) -> String {
        let isPlain = Self.plainProperties.contains(property) || devices.allSatisfy { $0.type.hasSuffix("sensor") }
        if isPlain { return "\(names(devices)) \(devices.count == 1 ? "is" : "are")" }
        return "\(names(devices)): \(spoken(property)) is"
    }

    /// The value with its unit.
    private func bare(_ property: String, _ value: Value, _ device: Device?) -> String {
        switch value {
        case .flag(let flag): flag ? "on" : "off"
        case .number: "\(value)\(device.flatMap { unit(property, $0) } ?? "")"
        case .name: spoken(value.description)
        }
    }

    /// Properties whose values tell what they are about.
    private static let plainProperties: Set<String> = ["power", "opening", "lock", "activity", "playback"]

    private func sameValues(
        _ readings: [Answering.Reading]
    ) -> [(devices: [Device], property: String, value: Value)] {
        var groups: [(devices: [Device], property: String, value: Value)] = []
        for reading in readings {
            guard let value = reading.value else { continue }
            if let index = groups.firstIndex(where: { $0.value == value && $0.property == reading.property }) {
                groups[index].devices.append(reading.device)
            } else {
                groups.append(([reading.device], reading.property, value))
            }
        }
        return groups
    }

    func nothingHas(_ property: String, devices: [Device]) -> String {
        devices.isEmpty ? "There is no such device here." : "\(names(devices)) cannot tell \(spoken(property))."
    }

    // MARK: Refusals and questions

    func refusal(_ refusal: Refusal, devices: [Device], property: String?, amongOthers: Bool) -> String {
        let it = devices.isEmpty ? "It" : names(devices)
        let start = amongOthers ? "Not done" : "I did nothing"
        switch refusal {
        case .noSuchDevice: return "\(start): I know no such device here."
        case .unsupported(let what) where what.isEmpty: return "\(start): the device cannot do that."
        case .unsupported(let what): return "\(start): \(it) cannot do that (\(spoken(what)))."
        case .outOfRange(let limits) where limits.isEmpty:
            return "\(start): that is more or less than the device allows."
        case .outOfRange(let limits):
            let what = property.map { spoken($0) + " " } ?? ""
            return "\(start): \(it) allows \(what)\(sentence(limits))"
        case .policy(_, let explanation): return "I did nothing with \(names(devices)): \(sentence(explanation))"
        case .notAboutHome: return "I can only help with this home's devices."
        }
    }

    func question(_ question: Question, devices: [Device]) -> String {
        switch question {
        case .ambiguousTarget:
            return devices.isEmpty ? "Which one do you mean?" : "Which one: \(names(devices, limit: 8, or: true))?"
        case .missingValue(let property?): return "Which \(spoken(property)) should it be?"
        case .missingValue(nil): return "What should it be set to?"
        case .unclear: return "I did not understand that. Please say it another way."
        }
    }

    func failure(_ failure: AgentFailure) -> String {
        switch failure {
        case .empty: "I heard nothing. Please say what I should do."
        case .tooLong(let limit): "I did nothing: that is too long. Please use at most \(limit) characters."
        case .tooLongForModel: "I did nothing: that is too long for me. Please say it in fewer words."
        case .tooManyActions(let limit): "I did nothing: that would be more than \(limit) actions at once."
        case .model(let reason): "I did nothing: the model failed. \(sentence(reason))"
        case .timeout: "I did nothing: understanding that took too long. Please try again."
        case .unavailable: "I could not reach what was needed."
        }
    }

    func stopped(_ failure: AgentFailure) -> String {
        switch failure {
        case .timeout: "There I stopped: there was no time left."
        case .tooManyActions(let limit): "There I stopped: more would be over \(limit) actions at once."
        case .model(let reason): "There I stopped: the model failed. \(sentence(reason))"
        case .empty, .tooLong, .tooLongForModel, .unavailable: "There I stopped: that was too much for me."
        }
    }

    // MARK: Words

    /// `A`, `A and B`, `A, B and C`, `12 lights`.
    private func names(_ devices: [Device], limit: Int = 3, or: Bool = false) -> String {
        let names = devices.map { String($0.name.prefix(60)) }
        guard devices.count <= limit else {
            let type = devices.allSatisfy { $0.type == devices[0].type } ? spoken(devices[0].type) : "device"
            return "\(devices.count) \(plural(type))"
        }
        guard let last = names.last, names.count > 1 else { return names.first ?? "the device" }
        return names.dropLast().joined(separator: ", ") + (or ? " or " : " and ") + last
    }

    private func plural(_ noun: String) -> String {
        noun.hasSuffix("s") || noun.hasSuffix("ch") || noun.hasSuffix("x") ? noun + "es" : noun + "s"
    }

    /// `on`, `brightness 30 %`, `mute on`.
    private func state(_ property: String, _ value: Value, _ device: Device?) -> String {
        let bare = bare(property, value, device)
        return Self.plainProperties.contains(property) ? bare : "\(spoken(property)) \(bare)"
    }

    private func unit(_ property: String, _ device: Device) -> String? {
        let unit: String? =
            switch device.capability(property)?.kind {
            case .range(_, _, _, let unit), .reading(let unit): unit
            default: nil
            }
        return unit.flatMap { $0.isEmpty ? nil : " " + $0 }
    }

    private func property(of operation: Action.Operation) -> String {
        switch operation {
        case .set(let property, _), .adjust(let property, _, _), .get(let property): property
        case .perform("toggle", _): "power"
        case .perform(let verb, _): verb
        }
    }

    private func age(_ seconds: Double) -> String {
        let (count, unit) =
            seconds < 5_400
            ? (seconds / 60, "minute") : seconds < 129_600 ? (seconds / 3_600, "hour") : (seconds / 86_400, "day")
        let whole = Int(count.rounded())
        return "\(whole) \(unit)\(whole == 1 ? "" : "s")"
    }

    private func spoken(_ name: String) -> String { name.replacing("_", with: " ") }

    private func sentence(_ text: String) -> String { text.hasSuffix(".") || text.hasSuffix("?") ? text : text + "." }

    private func sentenceCase(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() }
}
