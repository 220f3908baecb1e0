public import ApplianceVocabulary

/// The devices of a home by the words that people use for them, made once for a home and asked for every sentence: a model
/// that sees only some of a large home sees those that the sentence may be about.
public struct Shortlist: Sendable {
    /// All devices, in the order of the home.
    public let devices: [Device]

    private let words: [DeviceWords]
    private let vocabulary: HintVocabulary
    private let areaKeys: [String?]

    /// Reads the names, aliases, areas, floors and types of the devices.
    public init(_ devices: [Device]) {
        self.devices = devices
        words = devices.map { DeviceWords($0, wide: true) }
        vocabulary = HintVocabulary(words.flatMap { $0.names + $0.places })
        areaKeys = devices.map { $0.area.map(TextNormalizer.normalize) }
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
        let said = HintSearch(HintWords.stems(sentence), in: vocabulary)
        let hereKey = here.map(TextNormalizer.normalize)
        let ranks = DeviceMention.all(of: words, in: said).map { mention in
            rank(mention, isHere: hereKey != nil && areaKeys[mention.index] == hereKey)
        }
        let order = devices.indices.sorted { (ranks[$0], $0) < (ranks[$1], $1) }
        // "It" is one of those that were spoken of last.
        var chosen = Set(recent.prefix(limit / 3).compactMap { id in devices.firstIndex { $0.id == id } })
        for index in order where chosen.count < limit && ranks[index].group < .rest { chosen.insert(index) }
        fill(&chosen, limit)
        return chosen.sorted().map { devices[$0] }
    }

    /// How near a device is to what was said; the nearest is the least.
    private struct Rank: Comparable {
        enum Group: Int, Comparable {
            case named, kindAndPlace, partly, mentioned, rest

            static func < (one: Group, other: Group) -> Bool { one.rawValue < other.rawValue }
        }
        var group: Group
        var score: Int

        static func < (one: Rank, other: Rank) -> Bool {
            (one.group, -one.score) < (other.group, -other.score)
        }
    }

    private func rank(_ mention: DeviceMention, isHere: Bool) -> Rank {
        let group: Rank.Group =
            switch mention.part {
            case .whole: .named
            case .kindAndPlace: .kindAndPlace
            // What is said of a kind is meant of the one that is here.
            case _ where mention.isKind && isHere: .kindAndPlace
            case .some: .partly
            case nil: mention.score > 0 ? .mentioned : .rest
            }
        return Rank(group: group, score: mention.score + (isHere ? 6 : 0))
    }

    /// What is free goes to one of each kind, so that the rest of the home is not unknown.
    private func fill(_ chosen: inout Set<Int>, _ limit: Int) {
        var kinds = Set(chosen.map { devices[$0].type })
        for index in devices.indices where chosen.count < limit && kinds.insert(devices[index].type).inserted {
            chosen.insert(index)
        }
    }
}
