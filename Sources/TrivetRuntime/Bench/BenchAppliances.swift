import Appliances
import MQTTClient
import Synchronization

/// The appliances of a home at a broker, on one connection: they obey at once and note when each message arrived.
final class BenchAppliances: Sendable {
    private let client: MQTTClient
    private let appliances: LoopbackAppliances
    private let arrivals = Mutex<[Double]>([])

    init(_ home: ApplianceHome, connection: MQTTConfiguration) {
        appliances = LoopbackAppliances(home)
        var connection = connection
        connection.clientID = "trivet-bench-appliances"
        connection.subscriptions = appliances.commandTopics.map { MQTTSubscription($0) }
        client = MQTTClient(connection)
    }

    func start() async throws(MQTTError) {
        try await client.connect()
        Task { [client, appliances, weak self] in
            for report in await appliances.reports() { Self.publish(report, by: client) }
            for await message in client.messages {
                self?.arrivals.withLock { $0.append(Clock.monotonic()) }
                for report in await appliances.obey(topic: message.topic, payload: message.payload) {
                    Self.publish(report, by: client)
                }
            }
        }
    }

    /// When messages arrived since this was asked last.
    func takeArrivals() -> [Double] {
        arrivals.withLock { times in
            defer { times = [] }
            return times
        }
    }

    func stop() async { await client.disconnect() }

    private static func publish(_ report: OutgoingMessage, by client: MQTTClient) {
        client.post(MQTTMessage(topic: report.topic, payload: report.payload, retain: report.retain))
    }
}
