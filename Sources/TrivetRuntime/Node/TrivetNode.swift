public import Agent
import ApplianceVocabulary
public import Appliances
import DeviceDiscovery
import JSONText
public import Logging
public import MQTTClient
public import ServiceLifecycle
import Synchronization

/// The runtime: commands in, appliances moved, replies out, until it is asked to stop.
public final class TrivetNode: Service {
    /// How many conversations are worked on at the same time.
    static let workers = 4
    /// How long a command that was accepted and not begun stays valid over a restart.
    static let resumeSeconds = 60.0
    /// How long a reply waits for a broker that is away.
    static let replyPatience = Duration.seconds(600)

    let topics: NodeTopics
    let description: NodeDescription
    let client: MQTTClient
    let desk: CommandDesk
    let journal: Journal
    let home: LiveHome
    let logger: Logger
    private let dispatch: Dispatch
    let schedule: ScheduleKeeper
    let triggers: TriggerDesk
    let triggerEvents: AsyncStream<TriggerDesk.Event>
    private let turns: TurnLoop
    private let door: AsyncStream<Arrival>
    private let doorBell: AsyncStream<Arrival>.Continuation
    private let answered = Atomic(0)
    /// True once what an earlier run left is taken up: before that nothing new begins.
    private let hasTakenUp = Atomic(false)
    private let reports = Atomic(0)
    private let startedAt: Double
    private let watchdog = Watchdog()
    private let follower: DiscoveryFollower?
    /// Where appliances are announced.
    private let announcements: [String]
    /// Makes the model ready for these devices.
    let prepare: @Sendable ([Device]) async -> Void

    /// A command message and what was decided about it at the door.
    private struct Arrival: Sendable {
        var decision: CommandDesk.Decision
        var properties: MQTTProperties
    }

    /// A runtime for a home. Larger models get what the first one is not sure of. The journal is kept at the path, and
    /// the schedule beside it; without a path both are kept in memory.
    public init(
        home appliances: ApplianceHome, model: any LanguageModel, laterModels: [any LanguageModel] = [],
        description: NodeDescription, connection: MQTTConfiguration, journalPath: String?,
        startedAt: Double = Clock.monotonic(), scheduleClock: ScheduleClock = ScheduleClock(), logger: Logger
    ) throws(FileError) {
        let settings = appliances.configuration.agent
        topics = NodeTopics(node: appliances.configuration.node)
        self.description = description
        self.logger = logger
        self.startedAt = startedAt
        journal = try Journal(path: journalPath)
        schedule = try ScheduleKeeper(
            path: journalPath.map { TextFile.folder(of: $0) + "/schedule.jsonl" },
            limits: ScheduleLimits(appliances.configuration.schedule), clock: scheduleClock,
            usedNumbers: journal.largestNumber(behind: Command.scheduledPrefix),
            willAct: { [journal] id throws(FileError) in try journal.act(id) })
        desk = CommandDesk(
            parser: CommandParser(
                maximumBytes: settings.maximumCommandBytes, home: appliances.configuration), journal: journal)
        (door, doorBell) = AsyncStream.makeStream()

        var connection = connection
        let offline = NodeStatus(phase: .offline, node: topics.node, description: description)
        connection.will = MQTTMessage(topic: topics.status, text: offline.json.serialized(), retain: true)
        // The broker keeps commands for a runtime that is away for a moment.
        connection.cleanStart = false
        connection.sessionExpirySeconds = 60
        connection.subscriptions = [MQTTSubscription(topics.command)]
        if !appliances.configuration.senders.isEmpty {
            connection.subscriptions.append(MQTTSubscription(topics.sendersCommands))
        }
        connection.subscriptions += appliances.subscriptions.map {
            MQTTSubscription($0.topic, qos: MQTTQoS(rawValue: UInt8(clamping: $0.qos)) ?? .atLeastOnce)
        }
        let following = DiscoveryFollower.options(appliances.configuration.discovery, node: topics.node)
        follower = following.map { DiscoveryFollower(appliances, options: $0) }
        announcements = following.map { Discovery($0).filters } ?? []
        connection.subscriptions += announcements.map { MQTTSubscription($0) }
        let pulled = AsyncStream<TriggerDesk.Event>.makeStream()
        triggers = TriggerDesk(appliances.configuration.triggers) { pulled.continuation.yield($0) }
        triggerEvents = pulled.stream
        connection.subscriptions += triggers.topics.map { MQTTSubscription($0) }
        client = MQTTClient(connection) { [desk, topics, doorBell] message in
            let sender = topics.sender(of: message.topic)
            guard sender != nil || message.topic == topics.command else { return }
            let decision = desk.take(
                payload: message.payload, sender: sender, isRetained: message.retain,
                responseTopic: message.properties.responseTopic,
                correlationData: message.properties.correlationData)
            doorBell.yield(Arrival(decision: decision, properties: message.properties))
        }
        let dispatch = Dispatch(client: client)
        self.dispatch = dispatch
        let safetyFile = journalPath.map { SafetyFile(path: TextFile.folder(of: $0) + "/safety.json") }
        home = LiveHome(appliances, safetyFile: safetyFile, willAct: { [journal] id in try journal.act(id) }) {
            await dispatch.send($0)
        }
        let clock = AgentClock(now: Clock.monotonic, sleep: { try await Task.sleep(for: .seconds($0)) })
        turns = TurnLoop(
            model: model, laterModels: laterModels, home: home, clock: clock, options: AgentOptions(settings),
            schedule: schedule)
        prepare = { devices in
            for case let engine as EngineLanguageModel in [model] + laterModels { await engine.warmUp(for: devices) }
        }
    }

    /// Works until a graceful shutdown: then takes nothing more in, finishes what it is doing, and says goodbye.
    public func run() async throws {
        await withTaskCancellationHandler {
            await withGracefulShutdownHandler {
                await live()
            } onGracefulShutdown: { [desk] in
                desk.close()
            }
        } onCancel: { [desk] in
            desk.close()
        }
    }

    private func live() async {
        if journal.damagedLines > 0 {
            logger.warning("the journal had damaged lines", metadata: ["count": "\(journal.damagedLines)"])
        }
        let unfinished = journal.unfinished
        let events = client.events()
        client.start()
        await withTaskGroup { group in
            group.addTask { await self.receiveReports() }
            group.addTask { await self.answerAtTheDoor() }
            await turns.prepare()
            await prepare(home.devices)
            // Ready for systemd: a broker that is away is waited for, not a reason to be restarted.
            watchdog.tell("READY=1\nSTATUS=waiting for the broker")
            group.addTask { await self.followConnection(events, unfinished) }
            group.addTask { await self.beat() }
            group.addTask { await self.keepSchedule() }
            group.addTask { await self.triggers.run() }
            group.addTask { await self.followTriggers() }
            group.addTask { await self.endPrograms() }
            if let follower { group.addTask { await self.follow(follower) } }
            await withTaskGroup { workers in
                for _ in 0..<Self.workers { workers.addTask { await self.work() } }
            }
            await sayGoodbye()
            group.cancelAll()
        }
    }

    var isTakenUp: Bool { hasTakenUp.load(ordering: .acquiring) }

    // MARK: - Commands

    private func work() async {
        while let command = await desk.next() {
            let started = Clock.monotonic()
            logger.info("command", metadata: ["id": "\(command.id)", "text": "\(command.text.shortened)"])
            let result = await carryOut(command)
            let reply = Reply(result, to: command, seconds: Clock.monotonic() - started)
            close(command, with: reply)
            desk.finish(command)
        }
    }

    /// One turn of the agent, or what was decided for this moment before.
    private func carryOut(_ command: Command) async -> AgentReply {
        let tell: @Sendable (AgentEvent) -> Void = { [client, topics] event in
            client.post(MQTTMessage(topic: topics.event, text: event.json.serialized(), qos: .atMostOnce))
        }
        var request = AgentRequest(
            id: command.id, text: command.text, sender: command.sender, area: command.area, user: command.user)
        if let scheduled = command.scheduled.flatMap(ScheduleDraft.init(json:)) {
            return await turns.carryOut(scheduled, request: request, onEvent: tell)
        }
        request.session = command.conversation
        return await turns.reply(to: request, onEvent: tell)
    }

    /// Writes the reply down, then tells it.
    func close(_ command: Command, with reply: Reply) {
        do {
            try journal.finish(command.id, reply: reply.json)
        } catch {
            logger.error("the journal cannot be written", metadata: ["reason": "\(error)"])
        }
        publish(reply, of: command)
    }

    /// Tells the reply to a command.
    func publish(_ reply: Reply, of command: Command) {
        answered.add(1, ordering: .relaxed)
        tell(reply, responseTopic: command.responseTopic, correlationData: command.correlationData)
        logger.info(
            "reply", metadata: ["id": "\(command.id)", "ok": "\(reply.ok)", "text": "\(reply.text.shortened)"])
    }

    /// Publishes a reply on the usual topic and where the sender wants it.
    private func tell(_ reply: Reply, responseTopic: String?, correlationData: [UInt8]?) {
        let text = reply.json.serialized()
        var properties = MQTTProperties(
            correlationData: correlationData, contentType: "application/json", isText: true)
        client.post(MQTTMessage(topic: topics.reply, text: text, properties: properties), timeout: Self.replyPatience)
        guard let responseTopic, responseTopic != topics.reply else { return }
        guard mayAnswer(on: responseTopic) else {
            logger.warning("no reply on this topic", metadata: ["topic": "\(responseTopic.shortened)"])
            return
        }
        properties.messageExpirySeconds = 600
        client.post(MQTTMessage(topic: responseTopic, text: text, properties: properties), timeout: Self.replyPatience)
    }

    /// A reply must not become a command: neither to an appliance, nor to a bridge or a runtime. So it goes to no topic that
    /// begins as one of theirs does.
    private func mayAnswer(on topic: String) -> Bool {
        guard TopicFilter.problem(inTopic: topic) == nil, !topic.hasPrefix("$") else { return false }
        guard topic.utf8.count <= CommandDesk.longestResponseTopic else { return false }
        let levels = topic.split(separator: "/", omittingEmptySubsequences: false)
        if levels.first == "trivet" { return topic.hasPrefix(topics.reply + "/") && !NodeTopics.isCommand(topic) }
        let appliances = home.appliances
        let commands = appliances.devices.flatMap { appliances.commandTopics(of: $0.id) }
        let theirs = commands + appliances.subscriptions.map(\.topic) + announcements
        return !theirs.contains { theirs in
            TopicFilter.matches(theirs, topic: topic)
                || theirs.split(separator: "/", omittingEmptySubsequences: false).first == levels.first
        }
    }

    private func answerAtTheDoor() async {
        for await arrival in door {
            switch arrival.decision {
            case .accepted, .alreadyInLine: continue
            case .answer(let reply):
                logger.notice("not accepted", metadata: ["reason": "\(reply.text.shortened)"])
                let properties = arrival.properties
                tell(reply, responseTopic: properties.responseTopic, correlationData: properties.correlationData)
            }
        }
    }

    /// What an earlier run left: begun commands are answered with what is known, the others are carried out if they
    /// are recent.
    private func takeUp(_ unfinished: [JournalEntry]) {
        for entry in unfinished {
            let command = entry.command
            if entry.stage == .acting {
                let text = "I was interrupted while I carried this out; what was done is not known. Please check."
                close(command, with: Reply(id: command.id, reason: "interrupted", text: text, session: command.session))
            } else if !(-5...patience(for: command)).contains(Clock.wall() - command.receivedAt) {
                // One that seems to come from the future came before the clock was set back: how old it is nobody knows.
                let text = "I was off when this came and it is too late now; nothing was done. Please say it again."
                close(command, with: Reply(id: command.id, reason: "expired", text: text, session: command.session))
            } else {
                desk.resume(command)
            }
        }
    }

    // MARK: - Appliances

    private func receiveReports() async {
        for await message in client.messages where !NodeTopics.isCommand(message.topic) {
            reports.add(1, ordering: .relaxed)
            if let follower, follower.isConcerned(message.topic) { await hear(message, follower) }
            await home.receive(topic: message.topic, payload: message.payload, isStored: message.retain) { problem in
                logger.warning(
                    "a report is not as its profile says",
                    metadata: ["topic": "\(message.topic)", "problem": "\(problem.shortened)"])
            } onChange: { change in
                schedule.observe(change.device, change.property, change.value)
                triggers.observe(change.device, change.property, change.value)
            }
            triggers.receive(topic: message.topic, payload: message.payload, isRetained: message.retain)
        }
    }

    // MARK: - Broker and status

    private func followConnection(_ events: AsyncStream<MQTTEvent>, _ unfinished: [JournalEntry]) async {
        var unfinished = unfinished
        for await event in events {
            switch event {
            case .connected:
                dispatch.connected()
                logger.info("connected", metadata: ["broker": "\(client.configuration.endpoint)"])
                askForStates()
                takeUp(unfinished)
                hasTakenUp.store(true, ordering: .releasing)
                unfinished = []
                await publishStatus(.ready)
                publishSchedule(schedule.items)
                schedule.look()
                watchdog.tell("STATUS=connected to \(client.configuration.endpoint)")
            case .disconnected(let error):
                logger.warning("the connection broke; trying again", metadata: ["reason": "\(error)"])
            case .connectionFailed(let error, let wait):
                logger.error("no connection; trying again", metadata: ["reason": "\(error)", "in": "\(wait)"])
            case .dropped(let topic, let error):
                logger.warning("not published", metadata: ["topic": "\(topic)", "reason": "\(error)"])
            case .subscriptionRefused(let filter, let reason):
                logger.error(
                    "the broker refuses a subscription", metadata: ["topic": "\(filter)", "reason": "\(reason)"])
            case .closed: return
            }
        }
    }

    /// Ends what was begun from afar and has to end. A deadline is met within a second or two.
    private func endPrograms() async {
        while !Task.isCancelled {
            let wait = min(5, max(0.1, await home.secondsToNextEnding ?? 5))
            do { try await Task.sleep(for: .seconds(wait)) } catch { return }
            for ended in await home.endPrograms() {
                let result = ActionResult(action: ended.action, outcome: ended.outcome).json
                logger.notice("ended a program that was begun from afar", metadata: ["what": "\(result.serialized())"])
                let event = JSON.object([JSON.Member(key: "step", value: "must_end")] + (result.object ?? []))
                client.post(MQTTMessage(topic: topics.event, text: event.serialized(), qos: .atMostOnce))
            }
        }
    }

    func askForStates(of devices: [String]? = nil) {
        // A home that is only observed is not even asked: whatever is published may do something.
        guard !home.appliances.configuration.agent.observeOnly else { return }
        for device in home.devices where devices?.contains(device.id) ?? true {
            for request in home.appliances.stateRequests(for: device.id) {
                client.post(MQTTMessage(topic: request.topic, payload: request.payload))
            }
        }
    }

    /// Refreshes the status and tells the watchdog that the runtime lives.
    private func beat() async {
        let interval = min(30, watchdog.intervalSeconds ?? 30)
        while !Task.isCancelled {
            do { try await Task.sleep(for: .seconds(interval)) } catch { return }
            if client.isConnected { await publishStatus(.ready) }
            watchdog.tell("WATCHDOG=1")
        }
    }

    func publishStatus(_ phase: NodeStatus.Phase) async {
        var status = NodeStatus(phase: phase, node: topics.node, description: description)
        status.uptimeSeconds = Clock.monotonic() - startedAt
        status.devices = home.devices.count
        status.devicesOnline = await home.devicesOnline
        status.commandsAnswered = answered.load(ordering: .relaxed)
        status.commandsWaiting = desk.waiting
        status.reports = reports.load(ordering: .relaxed)
        client.post(MQTTMessage(topic: topics.status, text: status.json.serialized(), retain: true))
    }

    private func sayGoodbye() async {
        watchdog.tell("STOPPING=1")
        logger.info("stopping")
        let offline = NodeStatus(phase: .offline, node: topics.node, description: description)
        if client.isConnected {
            client.post(MQTTMessage(topic: topics.status, text: offline.json.serialized(), retain: true))
        }
        await client.disconnect(grace: .seconds(2))
        doorBell.finish()
    }
}

extension AgentOptions {
    /// The options that the home's file sets.
    public init(_ settings: AgentSettings) {
        self.init()
        maximumSteps = settings.maximumSteps
        maximumActions = settings.maximumActions
        turnSeconds = settings.turnSeconds
        questionSeconds = settings.questionSeconds
        sessionSeconds = settings.sessionSeconds
        historyTurns = settings.historyTurns
        certaintyThreshold = settings.certaintyThreshold
        handoverCertainty = settings.handoverCertainty
    }
}

extension EngineLanguageModel {
    /// Reads the home before the first sentence comes, so that it is answered as quickly as the others.
    func warmUp(for devices: [Device]) {
        let shown = Array(devices.prefix(dialect.maximumDevices))
        let prompt = dialect.prompt(for: Situation(devices: shown, home: devices, sentence: ""))
        // A home that cannot be read now will be reported with the first sentence.
        try? read(home: prompt.home)
    }
}
