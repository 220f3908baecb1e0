public import JSONText
public import MQTTClient
import Synchronization

/// Reads the status that a runtime keeps at the broker.
public struct StatusReader: Sendable {
    private let topics: NodeTopics
    private let connection: MQTTConfiguration

    /// A reader for a node.
    public init(connection: MQTTConfiguration, node: String) {
        topics = NodeTopics(node: node)
        var connection = connection
        connection.clientID += "-" + Command.makeID()
        connection.subscriptions = [MQTTSubscription(topics.status)]
        self.connection = connection
    }

    /// The status, or nil if there is none; `untilReady` waits for one that is ready. Waiting ends after so many seconds.
    public func read(seconds: Double, untilReady: Bool) async throws(AskError) -> JSON? {
        let client = MQTTClient(connection)
        let deadline = Clock.monotonic() + seconds
        // Why there was no connection, if there never was one.
        let failure = Mutex<String?>(nil)
        let watcher = Task { [events = client.events()] in
            for await event in events {
                switch event {
                case .connected: failure.withLock { $0 = nil }
                case .connectionFailed(let error, _): failure.withLock { $0 = error.description }
                default: continue
                }
            }
        }
        defer { watcher.cancel() }
        if untilReady {
            // The broker may be starting too.
            client.start()
        } else {
            do throws(MQTTError) { try await client.connect() } catch { throw .broker(error.description) }
        }
        let timer = Task {
            try? await Task.sleep(for: .seconds(max(0, deadline - Clock.monotonic())))
            await client.disconnect(grace: .zero)
        }
        var status: JSON?
        for await message in client.messages {
            status = (try? JSON(parsing: message.payload)) ?? status
            if !untilReady || status?["state"] == "ready" { break }
        }
        timer.cancel()
        await client.disconnect(grace: .zero)
        if status == nil, let failure = failure.withLock({ $0 }) { throw .broker(failure) }
        return status
    }
}
