import Appliances
import DeviceDiscovery
import Logging
import MQTTClient

extension TrivetNode {
    /// Hears an announcement, and asks what it raises. A home that is only observed asks nothing.
    func hear(_ message: MQTTMessage, _ follower: DiscoveryFollower) async {
        let questions = await follower.receive(topic: message.topic, payload: message.payload)
        guard !home.appliances.configuration.agent.observeOnly else { return }
        for question in questions { client.post(MQTTMessage(topic: question.topic, text: question.text)) }
    }

    /// Takes in devices as they are announced: a moment after the last message, and at least every few seconds while messages
    /// keep coming.
    func follow(_ follower: DiscoveryFollower) async {
        var quiet = 0
        while !Task.isCancelled {
            do { try await Task.sleep(for: .milliseconds(250)) } catch { return }
            guard await follower.hasNews else {
                quiet = 0
                continue
            }
            quiet += 1
            // One pause lets a burst of kept messages come in whole.
            guard quiet >= 2, let update = await follower.update() else { continue }
            quiet = 0
            await take(update)
        }
    }

    private func take(_ update: DiscoveryFollower.Update) async {
        let before = Set(home.appliances.subscriptions.map(\.topic))
        let after = update.home.subscriptions
        await home.replace(with: update.home, without: update.removed)
        for id in update.gone { await home.record(vanished: true, id) }
        for id in update.back { await home.record(vanished: false, id) }
        let lost = before.subtracting(after.map(\.topic)).sorted()
        let new = after.filter { !before.contains($0.topic) }
        do throws(MQTTError) {
            // Kept reports come with the subscription, so the home has to know the devices before.
            try await client.subscribe(
                new.map { MQTTSubscription($0.topic, qos: MQTTQoS(rawValue: UInt8(clamping: $0.qos)) ?? .atLeastOnce) })
        } catch {
            logger.warning("a subscription could not be made", metadata: ["reason": "\(error)"])
        }
        do throws(MQTTError) { try await client.unsubscribe(lost) } catch {
            logger.warning("a subscription could not be ended", metadata: ["reason": "\(error)"])
        }
        askForStates(of: update.added)
        logger.info(
            "devices have changed",
            metadata: [
                "added": "\(update.added.joined(separator: " "))",
                "removed": "\(update.removed.joined(separator: " "))",
                "gone": "\(update.gone.joined(separator: " "))", "back": "\(update.back.joined(separator: " "))",
            ])
        await prepare(home.devices)
        if client.isConnected { await publishStatus(.ready) }
    }
}
