import ApplianceVocabulary
public import Appliances
public import MQTTClient

/// Reads what appliances report on their own topics, past any runtime.
public struct StateReader: Sendable {
    private let home: ApplianceHome
    private let connection: MQTTConfiguration

    /// A reader for the appliances of a home.
    public init(_ home: ApplianceHome, connection: MQTTConfiguration) {
        self.home = home
        var connection = connection
        connection.clientID += "-" + Command.makeID()
        connection.subscriptions = home.subscriptions.map { MQTTSubscription($0.topic) }
        self.connection = connection
    }

    /// Listens until `isEnough` says so, at most so many seconds, and tells what was reported.
    public func read(
        seconds: Double, until isEnough: @escaping @Sendable (HomeState) -> Bool = { _ in false }
    ) async throws(AskError) -> HomeState {
        let client = MQTTClient(connection)
        do throws(MQTTError) { try await client.connect() } catch { throw .broker(error.description) }
        for device in home.devices {
            for request in home.stateRequests(for: device.id) {
                client.post(MQTTMessage(topic: request.topic, payload: request.payload))
            }
        }
        let timer = Task {
            try? await Task.sleep(for: .seconds(seconds))
            await client.disconnect(grace: .zero)
        }
        var state = HomeState()
        for await message in client.messages {
            state.record(home.decode(topic: message.topic, payload: message.payload), at: Clock.monotonic())
            if isEnough(state) { break }
        }
        timer.cancel()
        await client.disconnect(grace: .zero)
        return state
    }
}
