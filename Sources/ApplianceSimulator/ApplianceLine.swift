import ApplianceVocabulary
import Appliances
import MQTTClient
import Synchronization

/// One client and the appliances that speak through it.
final class ApplianceLine: Sendable {
    /// What the appliances of a line are told.
    private enum Job: Sendable {
        case message([SimulatedCommand.Request])
        case change([String: Value])
        case announce
    }

    private struct State {
        var appliances: [String: SimulatedAppliance]
        var client: MQTTClient?
        var isStopping = false
    }

    let devices: [String]
    private let home: ApplianceHome
    private let configuration: MQTTConfiguration
    private let delay: ClosedRange<Int>
    private let state: Mutex<State>
    private let tell: @Sendable (SimulatorEvent) -> Void
    private let jobs: [String: AsyncStream<Job>.Continuation]
    private let queues: [String: AsyncStream<Job>]
    private let power: (stream: AsyncStream<Void>, continuation: AsyncStream<Void>.Continuation)

    init(
        _ appliances: [SimulatedAppliance], home: ApplianceHome, configuration: SimulatorConfiguration, name: String,
        tell: @escaping @Sendable (SimulatorEvent) -> Void
    ) {
        self.home = home
        self.tell = tell
        devices = appliances.map(\.device.id)
        delay = configuration.delayMilliseconds
        var connection = configuration.connection
        connection.clientID += "-\(name)"
        connection.cleanStart = true
        connection.sessionExpirySeconds = 0
        // The topics of all, each once; what the line publishes itself does not come back.
        connection.subscriptions = Set(devices.flatMap { home.commandTopics(of: $0) }).sorted().map {
            MQTTSubscription($0, noLocal: true)
        }
        connection.will = nil
        if devices.count == 1 { connection.will = home.encodeAvailability(of: devices[0], isOnline: false)?.mqtt }
        self.configuration = connection
        var jobs: [String: AsyncStream<Job>.Continuation] = [:]
        var queues: [String: AsyncStream<Job>] = [:]
        for device in devices {
            let (stream, continuation) = AsyncStream.makeStream(of: Job.self)
            jobs[device] = continuation
            queues[device] = stream
        }
        self.jobs = jobs
        self.queues = queues
        power = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        state = Mutex(State(appliances: Dictionary(uniqueKeysWithValues: appliances.map { ($0.device.id, $0) })))
    }

    // MARK: - Life

    /// Plays the appliances until `stop`.
    func run() async {
        await withDiscardingTaskGroup { group in
            for device in devices {
                group.addTask { await self.work(device) }
            }
            var switchedOn = power.stream.makeAsyncIterator()
            while !state.withLock(\.isStopping) {
                if hasPower { await connection() }
                if state.withLock(\.isStopping) { break }
                if await switchedOn.next() == nil { break }
            }
            for job in jobs.values { job.finish() }
        }
    }

    /// Says goodbye for every appliance and ends `run`.
    func stop() async {
        let client = state.withLock { state in
            state.isStopping = true
            return state.client
        }
        if let client {
            for device in devices { announceOffline(device, over: client) }
            await client.disconnect()
            for device in devices { tell(SimulatorEvent(device: device, kind: .offline)) }
        }
        power.continuation.finish()
    }

    /// A line of one appliance has power unless the appliance is off; a bridge always has.
    private var hasPower: Bool {
        state.withLock { state in devices.count > 1 || state.appliances[devices[0]]?.behaviour != .offline }
    }

    /// One client from its start until it is closed.
    private func connection() async {
        let client = MQTTClient(configuration)
        let mayStart = state.withLock { state in
            if state.isStopping { return false }
            state.client = client
            return true
        }
        guard mayStart else { return }
        let events = client.events()
        client.start()
        await withDiscardingTaskGroup { group in
            group.addTask { for await event in events { self.handle(event) } }
            for await message in client.messages { self.handle(message) }
            // A cancelled line keeps its client for the goodbye.
            if !Task.isCancelled { client.drop() }
        }
        if !Task.isCancelled { state.withLock { $0.client = nil } }
    }

    private func handle(_ event: MQTTEvent) {
        switch event {
        case .connected:
            for device in devices { jobs[device]?.yield(.announce) }
        case .disconnected(let error), .connectionFailed(let error, _):
            problem(error.description)
        case .dropped(let topic, let error): problem("not published on \(topic): \(error)")
        case .subscriptionRefused(let filter, let reason): problem("no subscription to \(filter): \(reason)")
        case .closed: break
        }
    }

    private func problem(_ text: String) {
        for device in devices { tell(SimulatorEvent(device: device, kind: .problem(text))) }
    }

    private func handle(_ message: MQTTMessage) {
        var requests: [String: [SimulatedCommand.Request]] = [:]
        for command in home.decodeCommand(topic: message.topic, payload: message.payload) {
            requests[command.device, default: []].append(command.request)
        }
        var isUnderstood = false
        for device in devices {
            guard let requests = requests[device] else { continue }
            isUnderstood = true
            jobs[device]?.yield(.message(requests))
        }
        if !isUnderstood {
            let text = message.text.map { String($0.prefix(80)) } ?? "\(message.payload.count) bytes"
            let reason = "not understood: \(message.topic) \(text)"
            for device in devices where home.commandTopics(of: device).contains(message.topic) {
                tell(SimulatorEvent(device: device, kind: .ignored(reason)))
            }
        }
    }

    // MARK: - Appliances

    /// Takes the jobs of one appliance, one after the other.
    private func work(_ device: String) async {
        guard let queue = queues[device] else { return }
        for await job in queue {
            switch job {
            case .announce: await announce(device)
            case .change(let changes): await change(device, changes)
            case .message(let requests): await obey(device, requests)
            }
        }
    }

    private func announce(_ device: String) async {
        guard let appliance = state.withLock({ $0.appliances[device] }), appliance.behaviour != .offline else { return }
        var messages = home.encodeState(of: device, values: appliance.values)
        if let availability = home.encodeAvailability(of: device, isOnline: true) { messages.append(availability) }
        guard await publish(messages, of: device) else { return }
        tell(SimulatorEvent(device: device, kind: .online))
    }

    private func change(_ device: String, _ changes: [String: Value]) async {
        let (unknown, values, isSilent) = state.withLock { state in
            let unknown = state.appliances[device]?.change(changes, home: home) ?? []
            let appliance = state.appliances[device]
            let isSilent = appliance?.behaviour == .silent || appliance?.behaviour == .offline
            return (unknown, appliance?.values ?? [:], isSilent)
        }
        for property in unknown {
            tell(SimulatorEvent(device: device, kind: .problem("it has no property '\(property)'")))
        }
        if !isSilent { await report(home.encodeState(of: device, values: values), of: device, values) }
    }

    private func obey(_ device: String, _ requests: [SimulatedCommand.Request]) async {
        let delay = Int.random(in: self.delay)
        let (answer, values) = state.withLock { state in
            let answer = state.appliances[device]?.answer(requests, home: home, delay: delay)
            return (answer, state.appliances[device]?.values ?? [:])
        }
        guard let answer else { return }
        for words in answer.understood { tell(SimulatorEvent(device: device, kind: .received(words))) }
        if let reason = answer.ignored { tell(SimulatorEvent(device: device, kind: .ignored(reason))) }
        guard !answer.messages.isEmpty else { return }
        if answer.delayMilliseconds > 0 { try? await Task.sleep(for: .milliseconds(answer.delayMilliseconds)) }
        await report(answer.messages, of: device, values)
    }

    private func report(_ messages: [OutgoingMessage], of device: String, _ values: [String: Value]) async {
        if await publish(messages, of: device), !messages.isEmpty {
            tell(SimulatorEvent(device: device, kind: .reported(values)))
        }
    }

    /// Publishes; true if everything reached the broker.
    private func publish(_ messages: [OutgoingMessage], of device: String) async -> Bool {
        guard let client = state.withLock(\.client) else { return false }
        do throws(MQTTError) {
            for message in messages { try await client.publish(message.mqtt) }
            return true
        } catch {
            if error != .closed { tell(SimulatorEvent(device: device, kind: .problem(error.description))) }
            return false
        }
    }

    private func announceOffline(_ device: String, over client: MQTTClient) {
        if let message = home.encodeAvailability(of: device, isOnline: false) { client.post(message.mqtt) }
    }

    // MARK: - From outside

    func values(of device: String) -> [String: Value] { state.withLock { $0.appliances[device]?.values ?? [:] } }

    func turnKnob(of device: String, _ changes: [String: Value]) { jobs[device]?.yield(.change(changes)) }

    func setBehaviour(_ behaviour: SimulatedBehaviour, of device: String) {
        let (before, client) = state.withLock { state in
            let before = state.appliances[device]?.behaviour
            state.appliances[device]?.behaviour = behaviour
            return (before, state.client)
        }
        tell(SimulatorEvent(device: device, kind: .behaviour(behaviour)))
        if behaviour == .offline, before != .offline {
            if devices.count == 1 { client?.drop() } else if let client { announceOffline(device, over: client) }
            tell(SimulatorEvent(device: device, kind: .offline))
        } else if behaviour != .offline, before == .offline {
            if devices.count == 1 { power.continuation.yield() } else { jobs[device]?.yield(.announce) }
        }
    }
}

extension OutgoingMessage {
    /// The message as the client takes it.
    var mqtt: MQTTMessage {
        MQTTMessage(
            topic: topic, payload: payload, qos: MQTTQoS(rawValue: UInt8(clamping: qos)) ?? .atLeastOnce, retain: retain
        )
    }
}
