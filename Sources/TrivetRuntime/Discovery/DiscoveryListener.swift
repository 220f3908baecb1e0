import Appliances
public import DeviceDiscovery
public import MQTTClient

/// Listens to announcements at a broker for a while.
public struct DiscoveryListener: Sendable {
    private let options: Discovery.Options
    private let connection: MQTTConfiguration

    /// A listener for announcements.
    public init(_ options: Discovery.Options, connection: MQTTConfiguration) {
        var connection = connection
        connection.clientID += "-" + Command.makeID()
        var options = options
        // Answers come to this listener and to nobody else.
        options.source += "-" + Command.makeID()
        connection.subscriptions = Discovery(options).filters.map { MQTTSubscription($0) }
        self.options = options
        self.connection = connection
    }

    /// Listens for so many seconds and reports what was announced.
    public func listen(seconds: Double) async throws(AskError) -> DiscoveryReport {
        let client = MQTTClient(connection)
        do throws(MQTTError) { try await client.connect() } catch { throw .broker(error.description) }
        let timer = Task {
            try? await Task.sleep(for: .seconds(seconds))
            await client.disconnect(grace: .zero)
        }
        var discovery = Discovery(options)
        for await message in client.messages {
            for question in discovery.receive(topic: message.topic, payload: message.payload) {
                client.post(MQTTMessage(topic: question.topic, text: question.text))
            }
        }
        timer.cancel()
        await client.disconnect(grace: .zero)
        return discovery.report()
    }
}
