import Agent
import Appliances
import JSONText
import Logging
import MQTTClient

// The schedule's side of the runtime.

extension TrivetNode {
    /// Hands over what is due, as commands, while the broker is there.
    func keepSchedule() async {
        if schedule.damagedLines > 0 {
            logger.warning("the schedule had damaged lines", metadata: ["count": "\(schedule.damagedLines)"])
        }
        schedule.onChange { [weak self] items in self?.publishSchedule(items) }
        await schedule.run(isReady: { [self] in isTakenUp && client.isConnected }) { [desk] command in
            desk.take(command)
        } report: { [self] command, reply in
            tellUndone(command, reply)
        }
    }

    /// Publishes everything that is scheduled, for whoever asks now or later.
    func publishSchedule(_ items: [ScheduleItem]) {
        guard client.isConnected else { return }
        let list = JSON.object([
            "schedules": .array(items.map { $0.published(zone: schedule.zone) }), "at": .number(Clock.wall().rounded()),
        ])
        client.post(MQTTMessage(topic: topics.schedule, text: list.serialized(), retain: true))
    }

    /// Writes down and tells that something was not done. After a power cut in between it is told again.
    private func tellUndone(_ command: Command, _ reply: Reply) {
        do {
            try journal.note(command, reply: reply.json)
        } catch {
            logger.error("the journal cannot be written", metadata: ["reason": "\(error)"])
        }
        publish(reply, of: command)
    }

    /// Takes in what triggers want done, as commands in line with those of people.
    func followTriggers() async {
        for await event in triggerEvents {
            switch event {
            case .pulled(let trigger, let command):
                let isTaken = desk.take(command)
                let problem = isTaken ? nil : "too many commands are waiting"
                tell(trigger, isTaken ? "triggered" : "held", id: command.id, reason: problem)
            case .held(let trigger, let reason): tell(trigger, "held", id: nil, reason: reason)
            }
        }
    }

    private func tell(_ trigger: Trigger, _ step: String, id: String?, reason: String?) {
        logger.info(
            "trigger", metadata: ["name": "\(trigger.name)", "step": "\(step)", "reason": "\(reason ?? "")"])
        let event = JSON.object([
            "id": id.map(JSON.string), "step": .string(step), "trigger": .string(trigger.name),
            "reason": reason.map(JSON.string),
        ])
        client.post(MQTTMessage(topic: topics.event, text: event.serialized(), qos: .atMostOnce))
    }

    /// How old a command may be that was accepted before a restart and not begun.
    func patience(for command: Command) -> Double {
        let isDue = command.id.hasPrefix(Command.scheduledPrefix) && command.scheduled != nil
        return isDue ? home.appliances.configuration.schedule.graceSeconds : Self.resumeSeconds
    }
}

extension ScheduleLimits {
    /// The limits that the home's file sets.
    init(_ settings: ScheduleSettings) {
        self.init(
            graceSeconds: settings.graceSeconds, maximum: settings.maximum,
            conditionSeconds: settings.conditionHours * 3_600)
    }
}
