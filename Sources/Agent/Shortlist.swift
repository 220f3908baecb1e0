public import ApplianceVocabulary

/// The devices of a home by the words that people use for them, made once for a home and asked for every sentence: a model
/// that sees only some of a large home sees those that the sentence may be about, and none of which less was said than of
/// another one of its type. `training/pilot_data/crowd.py` is its twin.
public struct Shortlist: Sendable {
    /// All devices, in the order of the home.
    public let devices: [Device]

    private let words: [DeviceWords]
    private let vocabulary: HintVocabulary
    /// As many are shown even if the sentence points at fewer.
    private static let filled = 5

    /// Reads the names, aliases, areas, floors and types of the devices.
    public init(_ devices: [Device]) {
        self.devices = devices
        var places: [String: [String]] = [:]
        words = devices.map { DeviceWords($0, wide: true, &places) }
        vocabulary = HintVocabulary(words.flatMap { $0.names + $0.places })
    }

    /// The devices that the sentence may be about, in the order of the home: all if there are no more than `whole`.
    ///
    /// - Parameters:
    ///   - sentence: What the person says.
    ///   - here: The area where the person is.
    ///   - recent: The ids of the devices that were spoken of last.
    ///   - whole: Homes of up to so many devices are not cut.
    ///   - limit: How many devices of a larger home there may be.
    public func devices(
        for sentence: String, here: String? = nil, recent: [String] = [], whole: Int, limit: Int
    ) -> [Device] {
        guard devices.count > whole else { return devices }
        let said = HintSearch(sentence, in: vocabulary)
        let here = here.map(HintWords.stems)
        let ranks = DeviceMention.all(of: words, in: said, here: here)
            .filter { $0.score > 0 && !$0.isBeaten }
            .map { rank($0, isHere: here != nil && words[$0.index].area == here) }
            .sorted()
        // "It" is one of those that were spoken of last.
        var chosen = Set(recent.prefix(limit / 3).compactMap { id in devices.firstIndex { $0.id == id } })
        for rank in ranks where chosen.count < limit { chosen.insert(rank.index) }
        fill(&chosen, min(limit, Self.filled))
        return chosen.sorted().map { devices[$0] }
    }

    /// How near a device is to what was said; the nearest is the least.
    private struct Rank: Comparable {
        enum Group: Int {
            case named, kindAndPlace, partly, mentioned
        }
        var group: Group
        var score: Int
        var index: Int

        static func < (one: Rank, other: Rank) -> Bool {
            (one.group.rawValue, -one.score, one.index) < (other.group.rawValue, -other.score, other.index)
        }
    }

    private func rank(_ mention: DeviceMention, isHere: Bool) -> Rank {
        let group: Rank.Group =
            switch mention.part {
            case .whole: .named
            case .kindAndPlace: .kindAndPlace
            // What is said of a kind is meant of the one that is here.
            case _ where mention.isHere: .kindAndPlace
            case .some: .partly
            case nil: .mentioned
            }
        return Rank(group: group, score: mention.score + (isHere ? 6 : 0), index: mention.index)
    }

    /// What is free up to the limit goes to one of each kind, so that the rest of the home is not unknown.
    private func fill(_ chosen: inout Set<Int>, _ limit: Int) {
        var kinds = Set(chosen.map { devices[$0].type })
        for index in devices.indices where chosen.count < limit && kinds.insert(devices[index].type).inserted {
            chosen.insert(index)
        }
    }
}
