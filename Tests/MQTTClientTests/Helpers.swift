import MQTTClient
import TestBroker
import Testing

/// A client of the broker with a name of its own and quick reconnections.
func client(
    of broker: TestBroker, _ id: String, overSocket: Bool = false,
    _ change: (inout MQTTConfiguration) -> Void = { _ in }, before: (@Sendable (MQTTMessage) -> Void)? = nil
) -> MQTTClient {
    var configuration = MQTTConfiguration(
        endpoint: overSocket ? .unix(path: broker.socketPath) : .tcp(host: "127.0.0.1", port: broker.port), clientID: id
    )
    configuration.backoff = MQTTBackoff(initial: .milliseconds(50), maximum: .milliseconds(300))
    change(&configuration)
    return MQTTClient(configuration, beforeAcknowledging: before)
}

/// The next messages of a client; fewer if they do not come within the time.
func take(_ count: Int, from client: MQTTClient, within timeout: Duration = .seconds(10)) async -> [MQTTMessage] {
    let task = Task {
        var taken: [MQTTMessage] = []
        var iterator = client.messages.makeAsyncIterator()
        while taken.count < count, let message = await iterator.next() { taken.append(message) }
        return taken
    }
    let timer = Task {
        if (try? await Task.sleep(for: timeout)) != nil { task.cancel() }
    }
    defer { timer.cancel() }
    return await task.value
}

/// The first event that fits; nil if it does not come within the time.
func first(
    of events: AsyncStream<MQTTEvent>, within timeout: Duration = .seconds(10),
    where fits: @escaping @Sendable (MQTTEvent) -> Bool
) async -> MQTTEvent? {
    let task = Task { await events.first(where: fits) }
    let timer = Task {
        if (try? await Task.sleep(for: timeout)) != nil { task.cancel() }
    }
    defer { timer.cancel() }
    return await task.value
}

/// What an operation throws, if it throws.
func failure<T>(_ body: () async throws(MQTTError) -> T) async -> MQTTError? {
    do throws(MQTTError) {
        _ = try await body()
        return nil
    } catch {
        return error
    }
}
