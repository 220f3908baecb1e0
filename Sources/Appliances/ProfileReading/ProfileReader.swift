import ApplianceVocabulary
import JSONText
import YAMLReader

/// Reads a device profile. Everything that is wrong goes to the context; what could be read is returned.
struct ProfileReader {
    let name: String
    let context: YAMLContext

    /// What a property says about its state where it says nothing itself.
    private(set) var commonStateTopic: TextTemplate?
    private(set) var isStateRetained = false
    private(set) var isOptimistic = false
    private(set) var placeholders: [String] = ["address"]

    /// The profile in a document; nil if it is no mapping at all.
    static func read(_ document: YAMLDocument, name: String) -> (profile: DeviceProfile?, diagnostics: [Diagnostic]) {
        let context = YAMLContext(file: document.file)
        var reader = ProfileReader(name: name, context: context)
        var profile: DeviceProfile?
        if let root = document.root {
            profile = reader.profile(root)
        } else if document.diagnostics.isEmpty {
            context.report("the file is empty; a device profile begins with type: and properties:", at: .start)
        }
        return (profile, (document.diagnostics + context.diagnostics).sorted())
    }

    private init(name: String, context: YAMLContext) {
        self.name = name
        self.context = context
    }

    private mutating func profile(_ root: YAMLNode) -> DeviceProfile? {
        guard let reader = MappingReader(root, of: "the device profile", in: context) else { return nil }
        let type = reader.requiredString("type", example: "type: light")
        if let type { _ = Names.check(type, "the type", at: reader.position(of: "type"), in: context) }
        let deviceClass = reader.string("device_class")
        if let deviceClass {
            _ = Names.check(deviceClass, "the class", at: reader.position(of: "device_class"), in: context)
        }
        let parameters = parameters(reader)
        placeholders += parameters.map(\.name)
        readCommonState(reader)
        let confirm = commonConfirmation(reader)
        isOptimistic = confirm.isOptimistic
        var profile = DeviceProfile(
            name: name, file: context.file, summary: reader.string("summary"), type: type ?? "",
            deviceClass: deviceClass,
            parameters: parameters, quality: reader.integer("qos", in: 0...2) ?? 1, availability: availability(reader),
            stateRequests: messages("request_state", in: reader, allowed: placeholders),
            confirmationSeconds: confirm.seconds, isOptimistic: isOptimistic,
            properties: properties(reader), verbs: verbs(reader), limits: LimitReader.limits(reader))
        reader.finish()
        if profile.properties.isEmpty, profile.verbs.isEmpty {
            context.report("the profile has no properties and no verbs; write at least one", at: reader.position)
        }
        checkReferences(in: &profile)
        return profile
    }

    private func parameters(_ reader: MappingReader) -> [DeviceProfile.Parameter] {
        (reader.entries("parameters") ?? []).compactMap { entry in
            guard Names.check(entry.key, "the parameter", at: entry.keyPosition, in: context) else { return nil }
            guard !["address", "value", "name"].contains(entry.key) else {
                context.report("{\(entry.key)} has a meaning already; choose another name", at: entry.keyPosition)
                return nil
            }
            guard let inner = MappingReader(entry.value, of: "the parameter \"\(entry.key)\"", in: context) else {
                return nil
            }
            let value = inner.string("default")
            _ = inner.string("about")
            inner.finish()
            return DeviceProfile.Parameter(name: entry.key, defaultValue: value)
        }
    }

    private mutating func readCommonState(_ reader: MappingReader) {
        guard let state = reader.mapping("state", of: "the state of the profile") else { return }
        commonStateTopic = TemplateReader.topic("topic", in: state)
        isStateRetained = state.bool("retained") ?? false
        state.finish()
        let names = commonStateTopic?.placeholders ?? []
        TemplateReader.check(names, allowed: placeholders, at: state.position(of: "topic"), in: context)
    }

    private func commonConfirmation(_ reader: MappingReader) -> (seconds: Double?, isOptimistic: Bool) {
        guard let confirm = reader.mapping("confirm", of: "\"confirm\"") else { return (nil, false) }
        let seconds = confirm.number("within_seconds", in: 0.1...3600)
        let isOptimistic = confirm.bool("optimistic") ?? false
        confirm.finish()
        return (seconds, isOptimistic)
    }

    private func availability(_ reader: MappingReader) -> [AvailabilityRule] {
        let mode = reader.choice("availability_mode", as: AvailabilityMode.self) ?? .all
        return (reader.elements("availability") ?? []).compactMap { availabilityRule($0, mode) }
    }

    private func availabilityRule(_ node: YAMLNode, _ mode: AvailabilityMode) -> AvailabilityRule? {
        guard let inner = MappingReader(node, of: "the availability", in: context) else { return nil }
        if !inner.keys.contains("topic") { inner.reportMissing("topic", example: "topic: \"{address}/status\"") }
        let topic = TemplateReader.topic("topic", in: inner)
        TemplateReader.check(
            topic?.placeholders ?? [], allowed: placeholders, at: inner.position(of: "topic"), in: context)
        let path = TemplateReader.path("path", in: inner)
        let online = inner.strings("online") ?? ["online"]
        let offline = inner.strings("offline") ?? ["offline"]
        inner.finish()
        return topic.map { AvailabilityRule(topic: $0, path: path, online: online, offline: offline, mode: mode) }
    }
}
