import ApplianceVocabulary

/// What the person meant instead of what was understood.
enum Correction {
    /// The calls that were meant.
    case calls([ToolCall])
    /// One of these devices; which one is not clear.
    case several([String])

    /// The last calls with the right device, area or floor in them; nil if the correction is about something else.
    ///
    /// - Parameters:
    ///   - shown: The devices that words may be about.
    ///   - here: Where the person is.
    static func calls(
        _ talk: ConversationTalk, of calls: [ToolCall], _ devices: [Device], shown: (String) -> [Device], here: String?
    ) -> Correction? {
        let targets = Set(calls.filter(\.isWrite).compactMap(\.target))
        guard calls.allSatisfy(\.isWrite), targets.count == 1, let wrong = targets.first else { return nil }
        switch talk {
        case .undo: return nil
        case .other:
            guard case .device(let id) = wrong, let device = devices.first(where: { $0.id == id }) else { return nil }
            let others = able(calls, devices).filter { $0.type == device.type && $0.id != id }
            let near = others.filter { $0.area == (here ?? device.area) }
            return choose(near.isEmpty ? others : near, calls)
        case .meant(let words):
            let type: String? =
                switch wrong {
                case .device(let id): devices.first { $0.id == id }?.type
                case .group(let type, _, _): type
                }
            if let scope = scope(words, devices) {
                if case .group(let type, _, let except) = wrong {
                    return .calls(calls.map { $0.aiming(at: .group(type: type, scope: scope, except: except)) })
                }
                let there = able(calls, devices).filter { $0.type == type && $0.stands(in: scope) }
                return there.isEmpty ? nil : choose(there, calls)
            }
            let named = Mentions.devices(in: words, of: shown(words))
            let able = able(calls, named)
            // Who says more than which one says what is to be done, too: that is a sentence of its own.
            let isOther = able.map { Target.device($0.id) } != [wrong]
            return isOther && !able.isEmpty && isOnlyAbout(able, words) ? choose(able, calls) : nil
        }
    }

    private static func choose(_ devices: [Device], _ calls: [ToolCall]) -> Correction? {
        guard let device = devices.first else { return nil }
        if devices.count > 1 { return .several(devices.prefix(8).map(\.id)) }
        return .calls(calls.map { $0.aiming(at: .device(device.id)) })
    }

    /// The devices that can do all of it.
    private static func able(_ calls: [ToolCall], _ devices: [Device]) -> [Device] {
        devices.filter { device in
            CallPlan(calls.map { $0.aiming(at: .device(device.id)) }, home: devices).refused.isEmpty
        }
    }

    /// True if the words say nothing but which devices are meant.
    private static func isOnlyAbout(_ devices: [Device], _ words: String) -> Bool {
        let own = devices.map { DeviceWords($0) }.reduce(filler) { words, device in
            words.union(device.all.subtracting(deeds.subtracting(device.names.joined())))
        }
        return TextNormalizer.words(of: words).allSatisfy { own.contains($0) || own.contains(HintWords.stem($0)) }
    }

    /// Words that point at a kind of device and say what is to be done with it.
    private static let deeds: Set<String> = [
        "unlock", "mute", "unmute", "clean", "vacuuming", "brew", "cook", "warmer", "cooler",
        "锁上", "上锁", "解锁", "开锁", "静音", "打扫", "清扫", "吸尘", "扫地",
    ]
    private static let filler: Set<String> = [
        "the", "a", "one", "in", "of", "at", "on", "my", "our", "that", "this", "please", "with", "instead", "and",
        "by", "的", "那个", "这个", "那", "这", "里", "个", "嘅", "盏", "台", "吧", "嗰个",
    ]

    /// The area or floor that the words are, and nothing else.
    private static func scope(_ words: String, _ devices: [Device]) -> Scope? {
        let said = key(words)
        if let area = devices.compactMap(\.area).first(where: { key($0) == said }) { return .area(area) }
        return devices.compactMap(\.floor).first { key($0) == said }.map(Scope.floor)
    }

    private static func key(_ words: String) -> String {
        let idle: Set<String> = ["the", "in", "one", "of", "that", "的", "那个", "里", "个", "嘅"]
        return TextNormalizer.words(of: words).filter { !idle.contains($0) }.joined(separator: " ")
    }
}

extension Device {
    fileprivate func stands(in scope: Scope) -> Bool {
        switch scope {
        case .everywhere: true
        case .area(let name): area == name
        case .floor(let name): floor == name
        }
    }
}

extension ToolCall {
    /// The same call with another target.
    fileprivate func aiming(at target: Target) -> ToolCall {
        switch self {
        case .set(_, let property, let value): .set(target, property: property, value: value)
        case .adjust(_, let property, let direction, let amount):
            .adjust(target, property: property, direction: direction, amount: amount)
        case .perform(_, let verb, let arguments): .perform(target, verb: verb, arguments: arguments)
        case .get(_, let property, let predicate): .get(target, property: property, predicate: predicate)
        case .ask, .refuse, .say: self
        }
    }
}
