import MQTTClient
import TestBroker
import Testing

@Suite(.timeLimit(.minutes(2))) struct ConnectionTests {
    @Test func wrongPassword() async throws {
        let broker = try TestBroker.start(.init(credentials: ("ann", "secret")))
        let wrong = client(of: broker, "wrong") {
            $0.username = "ann"
            $0.password = "guess"
        }
        let endpoint = "127.0.0.1:\(broker.port)"
        #expect(
            await failure { () throws(MQTTError) in try await wrong.connect() }
                == .badCredentials(endpoint: endpoint, username: "ann"))
        let nobody = client(of: broker, "nobody")
        #expect(
            await failure { () throws(MQTTError) in try await nobody.connect() }
                == .badCredentials(endpoint: endpoint, username: nil))
        let right = client(of: broker, "right") {
            $0.username = "ann"
            $0.password = "secret"
        }
        try await right.connect()
        await right.disconnect()
        await wrong.disconnect()
    }

    @Test func nobodyThere() async throws {
        let broker = try TestBroker.prepare()
        for overSocket in [false, true] {
            let client = client(of: broker, "one", overSocket: overSocket)
            guard case .unreachable = await failure({ () throws(MQTTError) in try await client.connect() }) else {
                Issue.record("connected to nobody")
                continue
            }
            let offline = await failure { () throws(MQTTError) in
                try await client.publish(.init(topic: "a"), whenOffline: .fail)
            }
            #expect(offline == .notConnected)
            let late = await failure { () throws(MQTTError) in
                try await client.publish(.init(topic: "a"), timeout: .milliseconds(50))
            }
            #expect(late == .timedOut(seconds: 0.05, wasSent: false))
        }
        let lost = client(of: broker, "two") { $0.endpoint = .tcp(host: "no-such-host.invalid", port: 1883) }
        guard case .unreachable = await failure({ () throws(MQTTError) in try await lost.connect() }) else {
            Issue.record("connected to a host that does not exist")
            return
        }
    }

    @Test func brokerThatAppearsLater() async throws {
        let broker = try TestBroker.prepare()
        let client = client(of: broker, "early") { $0.subscriptions = [MQTTSubscription("early")] }
        let events = client.events()
        client.start()
        let failed = await first(of: events) { if case .connectionFailed = $0 { true } else { false } }
        guard case .connectionFailed(.unreachable, _) = failed else {
            Issue.record("expected a failed attempt, got \(String(describing: failed))")
            return
        }
        async let delivery = client.publish(.init(topic: "early", text: "waiting"))
        try await Task.sleep(for: .milliseconds(100))
        try broker.start()
        try await client.waitUntilConnected(timeout: .seconds(10))
        #expect(try await delivery == .acknowledged)
        #expect(await take(1, from: client).first?.text == "waiting")
        await client.disconnect()
    }

    @Test func brokerKilledInTheMiddle() async throws {
        let broker = try TestBroker.start()
        let client = client(of: broker, "steady")
        try await client.connect()
        try await client.subscribe([MQTTSubscription("a/#"), MQTTSubscription("b", qos: .atMostOnce)])
        let events = client.events()
        broker.kill()
        guard
            case .disconnected = await first(of: events, where: { if case .disconnected = $0 { true } else { false } })
        else {
            Issue.record("the loss was not noticed")
            return
        }
        #expect(!client.isConnected)
        // Queued while nobody is there, subscribed while nobody is there.
        let publications = Task {
            try await withThrowingTaskGroup(of: MQTTDelivery.self) { group in
                for number in 0..<20 { group.addTask { try await client.publish(.init(topic: "a/\(number)")) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
        }
        let subscription = Task { try await client.subscribe("c") }
        try await Task.sleep(for: .milliseconds(200))
        try broker.start()
        #expect(try await publications.value == Array(repeating: .acknowledged, count: 20))
        try await subscription.value
        #expect(Set(await take(20, from: client).map(\.topic)) == Set((0..<20).map { "a/\($0)" }))
        for topic in ["b", "c"] { try await client.publish(.init(topic: topic)) }
        #expect(await take(2, from: client).map(\.topic) == ["b", "c"])
        await client.disconnect()
    }

    @Test func brokerThatStopsAnsweringInTheMiddleOfPublishing() async throws {
        let broker = try TestBroker.start()
        let client = client(of: broker, "sender")
        try await client.connect()
        try await client.subscribe("n")
        broker.freeze()
        let publications = Task {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<50 {
                    group.addTask {
                        try await client.publish(.init(topic: "n", text: "\(number)"), timeout: .seconds(30))
                    }
                }
                try await group.waitForAll()
            }
        }
        let late = await failure { () throws(MQTTError) in
            try await client.publish(.init(topic: "n", text: "late"), timeout: .milliseconds(200))
        }
        #expect(late == .timedOut(seconds: 0.2, wasSent: true))
        broker.kill()
        try broker.start()
        // What left for the broker that is gone was never acknowledged, so it is published again.
        try await publications.value
        #expect(Set(await take(50, from: client).compactMap(\.text)) == Set((0..<50).map { "\($0)" }))
        await client.disconnect()
    }

    @Test func brokerThatFallsSilentIsNoticed() async throws {
        let broker = try TestBroker.start()
        let client = client(of: broker, "patient") { $0.keepAliveSeconds = 5 }
        try await client.connect()
        let events = client.events()
        broker.freeze()
        // A ping after 5 s, no answer for another 5 s.
        let event = await first(of: events, within: .seconds(30)) { if case .disconnected = $0 { true } else { false } }
        guard case .disconnected(.connectionLost(let reason)) = event else {
            Issue.record("the silence was not noticed: \(String(describing: event))")
            return
        }
        #expect(reason.contains("keep-alive"))
        broker.thaw()
        try await client.waitUntilConnected(timeout: .seconds(20))
        await client.disconnect()
    }

    @Test func configurationThatCannotWork() async throws {
        let broker = try TestBroker.prepare()
        let changes: [(inout MQTTConfiguration) -> Void] = [
            { $0.clientID = "" }, { $0.keepAliveSeconds = 3 }, { $0.password = "p" },
            { $0.endpoint = .tcp(host: "", port: 1883) }, { $0.endpoint = .tcp(host: "localhost", port: 0) },
            { $0.will = MQTTMessage(topic: "a/#") }, { $0.subscriptions = [MQTTSubscription("a#")] },
            { $0.endpoint = .unix(path: String(repeating: "x", count: 200)) },
        ]
        for change in changes {
            let client = client(of: broker, "wrong", change)
            guard case .invalid = await failure({ () throws(MQTTError) in try await client.connect() }) else {
                Issue.record("accepted: \(client.configuration)")
                continue
            }
            let events = client.events()
            client.start()
            guard case .connectionFailed(.invalid, _) = await first(of: events, where: { _ in true }) else {
                Issue.record("started: \(client.configuration)")
                continue
            }
            await client.disconnect()
        }
    }

    @Test func sessionSurvivesTheLossOfTheConnection() async throws {
        let broker = try TestBroker.start()
        let sender = client(of: broker, "sender")
        let receiver = client(of: broker, "receiver") {
            $0.sessionExpirySeconds = 600
            $0.backoff = MQTTBackoff(initial: .seconds(1), maximum: .seconds(1))
        }
        try await sender.connect()
        try await receiver.connect()
        try await receiver.subscribe("n")
        let events = receiver.events()
        // Another client of the same name throws it out and leaves; the session remains at the broker.
        let thief = client(of: broker, "receiver") {
            $0.cleanStart = false
            $0.sessionExpirySeconds = 600
        }
        try await thief.connect()
        await thief.disconnect()
        for number in 0..<5 { try await sender.publish(.init(topic: "n", text: "\(number)")) }
        #expect(await first(of: events) { $0 == .connected(sessionPresent: true) } != nil)
        #expect(await take(5, from: receiver).compactMap(\.text) == (0..<5).map { "\($0)" })
        await sender.disconnect()
        await receiver.disconnect()
    }

    @Test func sessionKeepsMessagesForOneWhoIsAway() async throws {
        let broker = try TestBroker.start()
        func receiver() -> MQTTClient {
            client(of: broker, "away") {
                $0.cleanStart = false
                $0.sessionExpirySeconds = 600
            }
        }
        let before = receiver()
        try await before.connect()
        try await before.subscribe("mail")
        await before.disconnect()
        let sender = client(of: broker, "sender")
        try await sender.connect()
        for number in 0..<5 { try await sender.publish(.init(topic: "mail", text: "\(number)")) }
        let after = receiver()
        let events = after.events()
        try await after.connect()
        #expect(await first(of: events) { _ in true } == .connected(sessionPresent: true))
        #expect(await take(5, from: after).compactMap(\.text) == (0..<5).map { "\($0)" })
        await after.disconnect()
        await sender.disconnect()
    }

    @Test func willAfterADropAndNoneAfterAGoodbye() async throws {
        let broker = try TestBroker.start()
        let watcher = client(of: broker, "watcher")
        try await watcher.connect()
        try await watcher.subscribe("status/+")
        func appliance(_ id: String) -> MQTTClient {
            client(of: broker, id) {
                $0.will = MQTTMessage(
                    topic: "status/\(id)", text: "offline", retain: true,
                    properties: .init(userProperties: [.init(name: "why", value: "will")]))
            }
        }
        let polite = appliance("polite")
        let abrupt = appliance("abrupt")
        try await polite.connect()
        try await abrupt.connect()
        await polite.disconnect()
        abrupt.drop()
        let will = try #require(await take(1, from: watcher).first)
        #expect(will.topic == "status/abrupt")
        #expect(will.text == "offline")
        #expect(will.properties.userProperties == [.init(name: "why", value: "will")])
        #expect(await take(1, from: watcher, within: .milliseconds(300)).isEmpty)
        await watcher.disconnect()
    }

    @Test func disconnectDeliversWhatIsQueued() async throws {
        let broker = try TestBroker.start()
        let watcher = client(of: broker, "watcher")
        try await watcher.connect()
        try await watcher.subscribe("last")
        let client = client(of: broker, "leaving")
        try await client.connect()
        for number in 0..<100 { client.post(.init(topic: "last", text: "\(number)")) }
        await client.disconnect()
        #expect(await take(100, from: watcher).count == 100)
        await watcher.disconnect()
    }

    @Test func queueIsBounded() async throws {
        let broker = try TestBroker.prepare()
        let client = client(of: broker, "full") { $0.maximumQueuedMessages = 3 }
        let events = client.events()
        for number in 0..<4 { client.post(.init(topic: "\(number)"), timeout: .seconds(60)) }
        let dropped = await first(of: events) { _ in true }
        #expect(dropped == .dropped(topic: "3", .queueFull(limit: "3 messages")))
        client.drop()
        #expect(await first(of: events) { $0 == .closed } == .closed)
    }

    @Test func cancellationWithdraws() async throws {
        let broker = try TestBroker.prepare()
        let client = client(of: broker, "cancelled")
        client.start()
        let task = Task { await failure { () throws(MQTTError) in try await client.publish(.init(topic: "a")) } }
        try await Task.sleep(for: .milliseconds(50))
        task.cancel()
        #expect(await task.value == .cancelled(wasSent: false))
        await client.disconnect()
    }

    @Test func refusedByAccessRules() async throws {
        let broker = try TestBroker.start(.init(rules: "topic read open\n"))
        let client = client(of: broker, "limited")
        try await client.connect()
        let published = await failure { () throws(MQTTError) in try await client.publish(.init(topic: "closed")) }
        guard case .publishRefused(topic: "closed", _) = published else {
            Issue.record("published: \(String(describing: published))")
            return
        }
        await client.disconnect()
    }

    @Test func twoClientsOfOneName() async throws {
        let broker = try TestBroker.start()
        let one = client(of: broker, "twin")
        let events = one.events()
        try await one.connect()
        let two = client(of: broker, "twin")
        try await two.connect()
        let event = await first(of: events) { if case .disconnected = $0 { true } else { false } }
        guard case .disconnected(.connectionLost(let reason)) = event else {
            Issue.record("not thrown out: \(String(describing: event))")
            return
        }
        #expect(reason.contains("twin") || reason.contains("same client id"))
        await one.disconnect()
        await two.disconnect()
    }

    @Test func tls() async throws {
        let broker = try TestBroker.start(.init(tls: true))
        func secure(_ id: String, _ change: (inout MQTTConfiguration) -> Void) -> MQTTClient {
            client(of: broker, id) {
                $0.endpoint = .tcp(host: "localhost", port: broker.port)
                $0.tls = MQTTTLS(authority: broker.authority)
                change(&$0)
            }
        }
        let good = secure("good") { _ in }
        try await good.connect()
        try await good.subscribe("t")
        let payload = [UInt8](repeating: 7, count: 300_000)
        try await good.publish(.init(topic: "t", payload: payload))
        #expect(await take(1, from: good).first?.payload == payload)
        for number in 0..<200 { good.post(.init(topic: "t", text: "\(number)")) }
        #expect(await take(200, from: good).count == 200)
        await good.disconnect()

        let stranger = secure("stranger") { $0.tls = MQTTTLS() }
        guard case .tls(_, let reason) = await failure({ () throws(MQTTError) in try await stranger.connect() }) else {
            Issue.record("a certificate of an unknown authority was accepted")
            return
        }
        #expect(reason.contains("certificate"))
        let missing = secure("missing") { $0.tls = MQTTTLS(authority: "/nowhere/ca.pem") }
        guard case .tls = await failure({ () throws(MQTTError) in try await missing.connect() }) else {
            Issue.record("a missing CA file was accepted")
            return
        }
        let plain = secure("plain") { $0.tls = nil }
        guard case .refused = await failure({ () throws(MQTTError) in try await plain.connect() }) else {
            Issue.record("a plain client got through a TLS port")
            return
        }
    }
}
