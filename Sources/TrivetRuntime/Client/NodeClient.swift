public import JSONText
public import MQTTClient
import Synchronization

/// Speaks with a running runtime over its broker, as any other program could.
public final class NodeClient: CommandTarget {
    private struct Pending: Sendable {
        var onEvent: @Sendable (JSON) -> Void
        var reply: AsyncStream<Reply>.Continuation
    }

    private let client: MQTTClient
    private let topics: NodeTopics
    private let sender: String?
    private let responseTopic: String
    private let patience: Double
    private let pending = Mutex<[String: Pending]>([:])

    /// A client of a node. A reply is waited for `patience` seconds. With a `sender` it speaks on that one's topic.
    public init(connection: MQTTConfiguration, node: String, sender: String? = nil, patience: Double = 60) {
        topics = NodeTopics(node: node)
        self.sender = sender
        var connection = connection
        connection.clientID += "-" + Command.makeID()
        responseTopic = topics.reply + "/" + connection.clientID
        connection.subscriptions = [MQTTSubscription(topics.event), MQTTSubscription(responseTopic)]
        client = MQTTClient(connection)
        self.patience = patience
    }

    /// Connects to the broker.
    public func connect() async throws(AskError) {
        do throws(MQTTError) { try await client.connect() } catch { throw .broker(error.description) }
        Task { [weak self, client] in
            for await message in client.messages { self?.receive(message) }
        }
    }

    /// Leaves the broker.
    public func disconnect() async { await client.disconnect() }

    /// Sends a command and waits for its reply.
    public func ask(_ command: Command, onEvent: @escaping @Sendable (JSON) -> Void) async throws(AskError) -> Reply {
        let (replies, continuation) = AsyncStream<Reply>.makeStream()
        pending.withLock { $0[command.id] = Pending(onEvent: onEvent, reply: continuation) }
        defer { pending.withLock { $0[command.id] = nil } }
        let json = JSON.object([
            "text": .string(command.text), "id": .string(command.id), "area": command.area.map(JSON.string),
            "user": command.user.map(JSON.string), "session": command.session.map(JSON.string),
        ])
        let message = MQTTMessage(
            topic: topics.command(of: sender), text: json.serialized(),
            properties: MQTTProperties(responseTopic: responseTopic))
        let delivery: MQTTDelivery
        do { delivery = try await client.publish(message) } catch { throw .broker(error.description) }
        guard delivery != .acknowledgedWithoutSubscribers else { throw .nobodyListens(node: topics.node) }
        let timer = Task { [patience] in
            try? await Task.sleep(for: .seconds(patience))
            continuation.finish()
        }
        defer { timer.cancel() }
        for await reply in replies { return reply }
        throw .noReply(seconds: patience)
    }

    private func receive(_ message: MQTTMessage) {
        guard let json = try? JSON(parsing: message.payload), let id = json["id"]?.string,
            let waiting = pending.withLock({ $0[id] })
        else { return }
        if message.topic == topics.event {
            waiting.onEvent(json)
        } else if let reply = Reply(json: json) {
            waiting.reply.yield(reply)
        }
    }
}
