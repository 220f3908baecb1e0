import JSONText
import MQTTClient
import Synchronization

/// Follows what a runtime tells about itself.
final class StatusWatcher: Sendable {
    private let client: MQTTClient
    private let last = Mutex<(count: Int, status: JSON)>((0, .null))

    init(_ connection: MQTTConfiguration, node: String) {
        var connection = connection
        connection.clientID += "-status"
        connection.subscriptions = [MQTTSubscription(NodeTopics(node: node).status, retained: .skip)]
        client = MQTTClient(connection)
    }

    func start() async throws(MQTTError) {
        try await client.connect()
        Task { [client, weak self] in
            for await message in client.messages {
                guard let status = try? JSON(parsing: message.payload) else { continue }
                self?.last.withLock { $0 = ($0.count + 1, status) }
            }
        }
    }

    /// The next status that is as wanted; nil if none comes in time.
    func waitFor(seconds: Double, _ isWanted: (JSON) -> Bool) async throws -> JSON? {
        let deadline = Clock.monotonic() + seconds
        let seen = last.withLock { $0.count }
        while Clock.monotonic() < deadline {
            let (count, status) = last.withLock { $0 }
            if count > seen, isWanted(status) { return status }
            try await Task.sleep(for: .milliseconds(5))
        }
        return nil
    }

    func stop() async { await client.disconnect() }
}
