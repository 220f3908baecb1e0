public import JSONText
public import MQTTClient

/// Reads a JSON message that a runtime keeps at the broker.
public struct RetainedReader: Sendable {
    private let topic: String
    private let connection: MQTTConfiguration

    /// A reader of a topic.
    public init(connection: MQTTConfiguration, topic: String) {
        self.topic = topic
        var connection = connection
        connection.clientID += "-" + Command.makeID()
        connection.subscriptions = [MQTTSubscription(topic)]
        self.connection = connection
    }

    /// The message, or nil if there is none within so many seconds.
    public func read(seconds: Double) async throws(AskError) -> JSON? {
        let client = MQTTClient(connection)
        do throws(MQTTError) { try await client.connect() } catch { throw .broker(error.description) }
        let timer = Task {
            try? await Task.sleep(for: .seconds(seconds))
            await client.disconnect(grace: .zero)
        }
        var found: JSON?
        for await message in client.messages where message.topic == topic {
            found = try? JSON(parsing: message.payload)
            break
        }
        timer.cancel()
        await client.disconnect(grace: .zero)
        return found
    }
}
