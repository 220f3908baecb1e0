import MQTTClient
import Synchronization
import TestBroker
import Testing

@Suite(.timeLimit(.minutes(2))) struct RoundTripTests {
    @Test(arguments: [false, true]) func messageWithProperties(overSocket: Bool) async throws {
        let broker = try TestBroker.start()
        let one = client(of: broker, "one", overSocket: overSocket)
        let two = client(of: broker, "two")
        try await one.connect()
        try await two.connect()
        #expect(one.isConnected)
        try await two.subscribe("room/+/command")
        let message = MQTTMessage(
            topic: "room/küche/command", text: "licht an",
            properties: MQTTProperties(
                responseTopic: "answers/one", correlationData: [0, 1, 255], contentType: "text/plain",
                messageExpirySeconds: 60, isText: true,
                userProperties: [
                    .init(name: "a", value: "1"), .init(name: "b", value: ""), .init(name: "a", value: "2"),
                ]))
        #expect(try await one.publish(message) == .acknowledged)
        let received = try #require(await take(1, from: two).first)
        var expected = message
        // The broker counts the expiry down; within this test it stays what it was.
        expected.properties.messageExpirySeconds = received.properties.messageExpirySeconds
        #expect(received == expected)
        #expect(received.text == "licht an")
        await one.disconnect()
        await two.disconnect()
        #expect(!one.isConnected)
        #expect(await take(1, from: two).isEmpty)
    }

    @Test func deliveriesTellWhetherSomebodyListens() async throws {
        let broker = try TestBroker.start()
        let client = client(of: broker, "one")
        try await client.connect()
        #expect(try await client.publish(.init(topic: "nobody", text: "?")) == .acknowledgedWithoutSubscribers)
        #expect(try await client.publish(.init(topic: "nobody", text: "?", qos: .atMostOnce)) == .written)
        try await client.subscribe("somebody", qos: .exactlyOnce)
        #expect(try await client.publish(.init(topic: "somebody", text: "!")) == .acknowledged)
        #expect(try await client.publish(.init(topic: "somebody", text: "2", qos: .exactlyOnce)) == .acknowledged)
        #expect(await take(2, from: client).compactMap(\.text) == ["!", "2"])
        try await client.unsubscribe(["somebody"])
        #expect(try await client.publish(.init(topic: "somebody", text: "!")) == .acknowledgedWithoutSubscribers)
        await client.disconnect()
    }

    @Test func retainedMessages() async throws {
        let broker = try TestBroker.start()
        let client = client(of: broker, "one")
        try await client.connect()
        try await client.publish(.init(topic: "state/lamp", text: "on", retain: true))
        try await client.publish(.init(topic: "state/fan", text: "on"))
        try await client.subscribe("state/#")
        let received = await take(1, from: client)
        #expect(received.map(\.topic) == ["state/lamp"])
        #expect(received.first?.retain == true)
        try await client.publish(.init(topic: "state/fan", text: "off"))
        #expect(await take(1, from: client).first?.retain == false)
        try await client.unsubscribe(["state/#"])
        try await client.subscribe([MQTTSubscription("state/#", retained: .skip)])
        #expect(await take(1, from: client, within: .milliseconds(300)).isEmpty)
        await client.disconnect()
    }

    @Test(arguments: [MQTTQoS.atMostOnce, .atLeastOnce]) func oneMegabyteThatIsNoText(qos: MQTTQoS) async throws {
        let broker = try TestBroker.start()
        let client = client(of: broker, "big")
        try await client.connect()
        try await client.subscribe("big", qos: qos)
        let payload = (0..<(1 << 20)).map { UInt8(truncatingIfNeeded: $0 &* 167 &+ ($0 >> 8)) }
        try await client.publish(.init(topic: "big", payload: payload, qos: qos))
        let received = try #require(await take(1, from: client).first)
        #expect(received.payload == payload)
        #expect(received.text == nil)
        try await client.publish(.init(topic: "big", payload: [], qos: qos))
        #expect(await take(1, from: client).first?.payload == [])
        await client.disconnect()
    }

    @Test func tooLargeForTheBroker() async throws {
        let broker = try TestBroker.start(.init(extra: ["max_packet_size 2000"]))
        let client = client(of: broker, "big")
        try await client.connect()
        let error = await failure { () throws(MQTTError) in
            try await client.publish(.init(topic: "big", payload: [UInt8](repeating: 0, count: 5000)))
        }
        #expect(error == .tooLarge(bytes: 5000, limit: nil))
        #expect(try await client.publish(.init(topic: "small", text: "x")) == .acknowledgedWithoutSubscribers)
        await client.disconnect()
    }

    @Test func manyMessagesStayInOrder() async throws {
        let broker = try TestBroker.start()
        let sender = client(of: broker, "sender")
        // Room for a few only: the rest has to wait in the socket and at the broker.
        let receiver = client(of: broker, "receiver") { $0.maximumIncomingMessages = 8 }
        try await receiver.connect()
        try await receiver.subscribe("count")
        try await sender.connect()
        for number in 0..<1000 { sender.post(.init(topic: "count", text: "\(number)")) }
        try await Task.sleep(for: .milliseconds(300))
        let received = await take(1000, from: receiver)
        #expect(received.compactMap(\.text) == (0..<1000).map { "\($0)" })
        await sender.disconnect()
        await receiver.disconnect()
    }

    @Test func concurrentPublishers() async throws {
        let broker = try TestBroker.start()
        let client = client(of: broker, "many")
        try await client.connect()
        try await client.subscribe("m/#")
        let acknowledged = try await withThrowingTaskGroup(of: MQTTDelivery.self) { group in
            for number in 0..<300 {
                group.addTask { try await client.publish(.init(topic: "m/\(number)", text: "\(number)")) }
            }
            return try await group.reduce(into: 0) { count, delivery in count += delivery == .acknowledged ? 1 : 0 }
        }
        #expect(acknowledged == 300)
        #expect(Set(await take(300, from: client).compactMap(\.text)).count == 300)
        await client.disconnect()
    }

    @Test func recordingComesBeforeTheAcknowledgement() async throws {
        let broker = try TestBroker.start()
        let journal = Mutex<[String]>([])
        let hold = Mutex(true)
        let receiver = client(
            of: broker, "receiver",
            before: { message in
                journal.withLock { $0.append(message.text ?? "?") }
                while hold.withLock({ $0 }) {}
            })
        try await receiver.connect()
        try await receiver.subscribe("command")
        let sender = client(of: broker, "sender")
        try await sender.connect()
        try await sender.publish(.init(topic: "command", text: "go"))
        while journal.withLock(\.isEmpty) { try await Task.sleep(for: .milliseconds(5)) }
        #expect(!broker.log.contains("Received PUBACK from receiver"))
        hold.withLock { $0 = false }
        #expect(await take(1, from: receiver).first?.text == "go")
        #expect(journal.withLock { $0 } == ["go"])
        await sender.disconnect()
        await receiver.disconnect()
        #expect(broker.log.contains("Received PUBACK from receiver"))
    }

    @Test func valuesThatMQTTDoesNotAllow() async throws {
        let broker = try TestBroker.start()
        let client = client(of: broker, "one")
        try await client.connect()
        let topics = ["", "a/+", "a/#", "a\0b"]
        for topic in topics {
            let error = await failure { () throws(MQTTError) in try await client.publish(.init(topic: topic)) }
            guard case .invalid = error else {
                Issue.record("topic '\(topic)' was accepted")
                continue
            }
        }
        guard case .invalid = await failure({ () throws(MQTTError) in try await client.subscribe("a/#/b") }) else {
            Issue.record("a filter with # in the middle was accepted")
            return
        }
        await client.disconnect()
        #expect(await failure { () throws(MQTTError) in try await client.publish(.init(topic: "a")) } == .closed)
    }
}
