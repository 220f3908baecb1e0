import Appliances
import MQTTClient
import Synchronization

/// Sends messages to appliances and tells truthfully what became of each.
final class Dispatch: Sendable {
    /// How long a message waits for a broker that is away; then it is withdrawn.
    private static let patience = Duration.seconds(5)
    /// For so long after the broker came back an appliance may not be back itself.
    private static let returnSeconds = 5.0

    private let client: MQTTClient
    private let connectedAt = Mutex(0.0)

    init(client: MQTTClient) {
        self.client = client
    }

    /// The broker was reached just now.
    func connected() { connectedAt.withLock { $0 = Clock.monotonic() } }

    /// Sends a message. One that nobody took is sent again while appliances may still be coming back: as nobody has
    /// it, nothing is done twice.
    func send(_ message: OutgoingMessage) async -> LiveHome.Delivery {
        let message = MQTTMessage(
            topic: message.topic, payload: message.payload,
            qos: MQTTQoS(rawValue: UInt8(clamping: message.qos)) ?? .atLeastOnce)
        // Away now means that it will just have come back when the message leaves.
        if !client.isConnected { connected() }
        while true {
            do throws(MQTTError) {
                let delivery = try await client.publish(message, timeout: Self.patience)
                guard delivery == .acknowledgedWithoutSubscribers else { return .delivered }
            } catch {
                switch error {
                case .timedOut(_, wasSent: true), .cancelled(wasSent: true), .connectionLost:
                    return .unknown(error.description)
                default: return .failed("the message could not be sent: \(error)")
                }
            }
            guard isReturning, (try? await Task.sleep(for: .milliseconds(100))) != nil else {
                return .failed("nobody listens to \(message.topic): the appliance is not connected")
            }
        }
    }

    private var isReturning: Bool { Clock.monotonic() - connectedAt.withLock { $0 } < Self.returnSeconds }
}
