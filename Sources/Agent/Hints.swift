import ApplianceVocabulary

/// Which lines of the home a sentence names, found by its words. The pilot is told them behind the sentence: a small model
/// points at the right appliance much sooner when the words have been looked up for it. What is to be done, and whether a
/// hint is to be followed at all, stays its decision. `training/pilot_data/hints.py` is its twin.
struct Hints: Sendable, Equatable {
    /// The handles of areas and floors that were named.
    let scopes: [String]
    /// The handles of devices that were named, the likeliest first, and how much of them was.
    let devices: [Found]
    /// The handles of devices of which only the kind or only the place was said.
    let others: [String]

    /// A device that the sentence names.
    struct Found: Sendable, Equatable {
        /// Its handle.
        let handle: String
        let part: DeviceMention.Part
    }

    private static let mostScopes = 3
    private static let mostDevices = 6
    private static let mostOthers = 5
    private static let mostOthersBeside = 3

    /// What the sentence names among the devices and areas that are shown, without devices of which less was said than of
    /// another one of their type. `here` is the area where the speaker is.
    init(_ sentence: String, here: String?, _ handles: Handles) {
        let lines = handles.devices.map { DeviceWords($0) }
        let scopeLists = handles.scopes.map { HintWords.stems($0.name) }
        let said = HintSearch(sentence, in: HintVocabulary(lines.flatMap(\.names) + scopeLists))
        scopes = Array(
            zip(handles.scopes, scopeLists).filter { said.hasAll($0.1) }.map(\.0.handle).prefix(Self.mostScopes))

        var strong: [(part: DeviceMention.Part, rank: Int, index: Int)] = []
        var weak: [(isPlaceOnly: Bool, rank: Int, index: Int)] = []
        for mention in DeviceMention.all(of: lines, in: said, here: here.map(HintWords.stems)) where !mention.isBeaten {
            if let part = mention.part {
                strong.append((part, part == .whole ? mention.beginning : -mention.score, mention.index))
            } else if mention.score > 0 {
                weak.append((!mention.isKind, -mention.score, mention.index))
            }
        }
        strong.sort { ($0.part.rawValue, $0.rank, $0.index) < ($1.part.rawValue, $1.rank, $1.index) }
        weak.sort { ($0.isPlaceOnly ? 1 : 0, $0.rank, $0.index) < ($1.isPlaceOnly ? 1 : 0, $1.rank, $1.index) }
        func handle(_ index: Int) -> String { handles.handle(of: handles.devices[index].id)! }
        devices = strong.prefix(Self.mostDevices).map { Found(handle: handle($0.index), part: $0.part) }
        let limit = min(
            devices.isEmpty ? Self.mostOthers : Self.mostOthersBeside, Self.mostDevices + 2 - devices.count)
        others = weak.prefix(limit).map { handle($0.index) }
    }

    /// The hints as the pilot reads them.
    var segments: [Segment] {
        var result: [Segment] = [.control("which")] + scopes.map { .control($0) }
        for device in devices {
            result.append(.control(device.handle))
            switch device.part {
            case .whole: result.append(.control("is"))
            case .kindAndPlace: result.append(.control("in"))
            case .some: break
            }
        }
        return result + (others.isEmpty ? [] : [.control("sep")]) + others.map { .control($0) }
    }
}
