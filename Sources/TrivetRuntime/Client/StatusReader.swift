public import JSONText
public import MQTTClient

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
        return status
    }
}
