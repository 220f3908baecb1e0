import YAMLReader

/// Reads a home's file. Everything that is wrong goes to the context; what could be read is returned.
struct HomeReader {
    let context: YAMLContext

    /// The home in a document; nil if it is no mapping at all.
    static func read(_ document: YAMLDocument) -> (home: HomeConfiguration?, diagnostics: [Diagnostic]) {
        let context = YAMLContext(file: document.file)
        var home: HomeConfiguration?
        if let root = document.root {
            home = HomeReader(context: context).home(root)
        } else if document.diagnostics.isEmpty {
            context.report("the file is empty; a home begins with node:, broker: and devices:", at: .start)
        }
        return (home, (document.diagnostics + context.diagnostics).sorted())
    }

    private func home(_ root: YAMLNode) -> HomeConfiguration? {
        guard let reader = MappingReader(root, of: "the home", in: context) else { return nil }
        var home = HomeConfiguration(file: context.file)
        if let node = reader.string("node") {
            home.node = node
            checkNode(node, at: reader.position(of: "node"))
        }
        home.broker = reader.mapping("broker", of: "the broker").map(broker) ?? home.broker
        home.model = path("model", in: reader) ?? home.model
        models(reader, of: &home)
        home.contextTokens = reader.integer("context_tokens", in: 128...32_768)
        home.cachePrecision = reader.choice("kv_cache", as: CachePrecision.self)
        home.profileFolder = path("profiles", in: reader) ?? home.profileFolder
        home.board = reader.string("board").flatMap { $0 == "auto" ? nil : $0 }
        home.boardFolder = path("boards", in: reader) ?? home.boardFolder
        home.dataFolder = path("data", in: reader) ?? home.dataFolder
        home.agent = reader.mapping("agent", of: "the agent").map(agent) ?? home.agent
        home.discovery = reader.mapping("discovery", of: "the discovery").map(discovery) ?? home.discovery
        home.areas = areas(reader)
        home.senders = senders(reader, areas: home.areas)
        home.devices = devices(reader, areas: home.areas)
        reader.finish()
        return home
    }

    /// The list of models, quickest first.
    private func models(_ reader: MappingReader, of home: inout HomeConfiguration) {
        guard let names = reader.strings("models") else { return }
        if reader.keys.contains("model") {
            reader.report("model and models are both given; keep one", at: "models")
        }
        guard let first = names.first else {
            return reader.report("the list is empty; give at least one model file, the quickest first", at: "models")
        }
        if Set(names).count < names.count {
            reader.report("a model stands there twice; each is asked once", at: "models")
        }
        home.model = Paths.join(context.file, first)
        home.laterModels = names.dropFirst().map { Paths.join(context.file, $0) }
    }

    private func path(_ key: String, in reader: MappingReader) -> String? {
        reader.string(key).map { Paths.join(context.file, $0) }
    }

    private func checkNode(_ node: String, at position: Position) {
        let isFine = node.utf8.allSatisfy {
            (0x61...0x7A).contains($0) || (0x41...0x5A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x5F
                || $0 == 0x2D
        }
        guard isFine, node.utf8.count <= 64 else {
            return context.report("the node must be letters, digits, - and _, such as kitchen-pi", at: position)
        }
    }

    private func broker(_ reader: MappingReader) -> BrokerSettings {
        var broker = BrokerSettings()
        broker.tls = reader.mapping("tls", of: "\"tls\"").map(tls)
        broker.host = reader.string("host") ?? broker.host
        broker.port = reader.integer("port", in: 1...65535) ?? (broker.tls == nil ? 1883 : 8883)
        broker.socket = path("socket", in: reader)
        broker.username = reader.string("username")
        broker.password = reader.string("password")
        broker.passwordFile = path("password_file", in: reader)
        broker.clientID = reader.string("client_id")
        broker.keepAliveSeconds = reader.integer("keepalive_seconds", in: 5...3600) ?? broker.keepAliveSeconds
        reader.finish()
        if broker.socket != nil, reader.keys.contains("host") || reader.keys.contains("port") {
            reader.report("a socket stands instead of host and port; keep one of them", at: "socket")
        }
        if broker.password != nil, broker.passwordFile != nil {
            reader.report("password and password_file are both given; keep one", at: "password_file")
        }
        if broker.username == nil, broker.password != nil || broker.passwordFile != nil {
            reader.reportMissing("username", example: "username: trivet (a password needs a name)")
        }
        return broker
    }

    private func tls(_ reader: MappingReader) -> TLSSettings {
        let settings = TLSSettings(
            authority: path("authority", in: reader), certificate: path("certificate", in: reader),
            key: path("key", in: reader))
        reader.finish()
        if (settings.certificate == nil) != (settings.key == nil) {
            context.report("certificate and key belong together; give both or none", at: reader.position)
        }
        return settings
    }

    private func agent(_ reader: MappingReader) -> AgentSettings {
        var agent = AgentSettings()
        agent.maximumSteps = reader.integer("maximum_steps", in: 1...64) ?? agent.maximumSteps
        agent.maximumActions = reader.integer("maximum_actions", in: 1...1000) ?? agent.maximumActions
        agent.turnSeconds = reader.number("turn_seconds", in: 1...600) ?? agent.turnSeconds
        agent.confirmationSeconds = reader.number("confirmation_seconds", in: 0.1...600) ?? agent.confirmationSeconds
        agent.questionSeconds = reader.number("question_seconds", in: 1...3600) ?? agent.questionSeconds
        agent.sessionSeconds = reader.number("session_seconds", in: 1...86400) ?? agent.sessionSeconds
        agent.historyTurns = reader.integer("history_turns", in: 0...16) ?? agent.historyTurns
        agent.maximumCommandBytes = reader.integer("maximum_command_bytes", in: 64...65536) ?? agent.maximumCommandBytes
        agent.rejectionThreshold = reader.number("rejection_threshold", in: 0...1) ?? agent.rejectionThreshold
        agent.certaintyThreshold = reader.number("certainty_threshold", in: 0...1) ?? agent.certaintyThreshold
        agent.handoverCertainty = reader.number("handover_certainty", in: 0...1) ?? agent.handoverCertainty
        agent.observeOnly = reader.bool("observe") ?? agent.observeOnly
        reader.finish()
        return agent
    }

    private func areas(_ reader: MappingReader) -> [Area] {
        var areas: [Area] = []
        for entry in reader.entries("areas") ?? [] {
            guard Names.check(entry.key, "the area", at: entry.keyPosition, in: context) else { continue }
            var area = Area(id: entry.key, name: Self.spoken(entry.key))
            if let scalar = entry.value.scalar {
                if !scalar.isEmpty { area.floor = scalar.text }
            } else if let inner = MappingReader(entry.value, of: "the area \"\(entry.key)\"", in: context) {
                area.name = inner.string("name").map(Self.trimmed) ?? area.name
                area.floor = inner.string("floor").map(Self.trimmed)
                inner.finish()
            }
            Names.checkSpoken(area.name, "the name of the area", at: entry.keyPosition, in: context)
            if let floor = area.floor { Names.checkSpoken(floor, "the floor", at: entry.keyPosition, in: context) }
            if let other = areas.first(where: { SpokenName($0.name) == SpokenName(area.name) }) {
                let message = "\"\(area.name)\" is already the name of the area \(other.id); give it another name"
                context.report(message, at: entry.keyPosition)
            }
            areas.append(area)
        }
        return areas
    }

    /// The name that a key stands for: `living_room` is "living room".
    static func spoken(_ key: String) -> String { String(key.map { $0 == "_" ? " " : $0 }) }

    /// Text without spaces at its ends, with single spaces inside.
    static func trimmed(_ text: String) -> String {
        text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
}

/// A name as people hear it: without case and spacing.
struct SpokenName: Hashable {
    var text: String

    init(_ name: String) {
        text = name.lowercased().split { $0.isWhitespace || $0 == "_" || $0 == "-" }.joined(separator: " ")
    }
}
