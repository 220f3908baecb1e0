/// What a sentence says of one device.
struct DeviceMention {
    /// How much of it was said.
    enum Part: Int, Sendable {
        /// Every telling word of its name, and that name is not a part of a longer one that was said.
        case whole
        /// What kind of thing it is, and where, or all else of its name.
        case kindAndPlace
        /// Something of its name.
        case some
    }

    /// Its place in the list.
    let index: Int
    /// How much was said; nil if only the kind or only the place was, or nothing.
    let part: Part?
    /// Where its name begins in the sentence, if all of it was said.
    let beginning: Int
    /// How much speaks for it. A word of a name that few have counts more than one that many have.
    let score: Int
    /// True if a word for its kind was said.
    let isKind: Bool
    /// True if it is of a kind that was said and stands where the speaker is.
    let isHere: Bool
    /// True if more was said of another one: it is not the one that is meant.
    private(set) var isBeaten = false
    /// What each part of the sentence says of it; nil for parts that say nothing.
    private let evidence: [Evidence?]

    /// What a part of a sentence says of a device.
    private struct Evidence {
        /// Words of its name and its place, without those for its kind.
        var telling: Set<String>
        /// The same with the words for its kind.
        var literal: Set<String>
        var isKind: Bool
    }

    /// What the sentence says of each of the devices. `here` are the words of the area where the speaker is.
    static func all(of devices: [DeviceWords], in said: HintSearch, here: [String]? = nil) -> [DeviceMention] {
        // An alias counts instead of the name if all of it was said.
        let names = devices.map { device in
            let main = device.names[0]
            return Set(
                said.hasAll(main) ? main : device.names.dropFirst().first { !$0.isEmpty && said.hasAll($0) } ?? main)
        }
        let counts = names.reduce(into: [String: Int]()) { counts, name in
            for word in name { counts[word, default: 0] += 1 }
        }
        let whole = names.map { !$0.isEmpty && said.hasAll($0) }
        var mentions = devices.indices.map { index in
            let isWhole =
                whole[index]
                && !names.indices.contains { whole[$0] && names[index].isStrictSubset(of: names[$0]) }
            return DeviceMention(index, devices[index], names[index], counts, isWhole: isWhole, said, here)
        }
        leaveOutBeaten(&mentions, devices)
        return mentions
    }

    private init(
        _ index: Int, _ device: DeviceWords, _ name: Set<String>, _ counts: [String: Int], isWhole: Bool,
        _ said: HintSearch, _ here: [String]?
    ) {
        let named = name.intersection(said.words)
        let places = device.places.filter { said.hasAll($0) }.joined()
        let kinds = device.kinds.intersection(said.words)
        let allKinds = kinds.union(device.widerKinds.intersection(said.words))
        self.index = index
        isKind = !allKinds.isEmpty
        isHere = isKind && here != nil && device.area == here
        let rest = name.subtracting(device.kinds)
        let isRest = !rest.isSubset(of: HintWords.common) && said.hasAll(rest)
        part =
            if isWhole {
                .whole
            } else if isKind, !places.isEmpty || isRest {
                .kindAndPlace
            } else if !named.subtracting(device.kinds).isSubset(of: HintWords.common) {
                .some
            } else {
                nil
            }
        score = named.reduce(0) { $0 + 24 / counts[$1]! } + (places.isEmpty ? 0 : 12) + (isKind ? 6 : 0)
        beginning = isWhole ? name.map(said.place(of:)).min()! : 0
        let telling = named.subtracting(device.kinds).union(places).subtracting(HintWords.common)
        let literal = named.union(places).union(kinds)
        evidence = (0..<said.partCount).map { part in
            let evidence = Evidence(
                telling: telling.filter { said.has($0, in: part) }, literal: literal.filter { said.has($0, in: part) },
                isKind: allKinds.contains { said.has($0, in: part) })
            return evidence.literal.isEmpty && !evidence.isKind ? nil : evidence
        }
    }

    /// Where the words of one device are among those of another one, only the other is meant.
    private static func leaveOutBeaten(_ mentions: inout [DeviceMention], _ devices: [DeviceWords]) {
        var byType: [String: [Int]] = [:]
        for mention in mentions where mention.score > 0 {
            byType[devices[mention.index].type, default: []].append(mention.index)
        }
        let strong = mentions.filter { $0.part == .whole || $0.part == .kindAndPlace }
        for indices in byType.values {
            let same = indices.map { mentions[$0] }
            for index in indices { mentions[index].isBeaten = mentions[index].isLeftBehind(same, strong) }
        }
    }

    /// True if in every part of the sentence that says something of it more was said of another one: of one of the `others`,
    /// which are of its type, or of a `strong` one, of which the name was said, or the kind and the place.
    private func isLeftBehind(_ others: [DeviceMention], _ strong: [DeviceMention]) -> Bool {
        // A whole name that was said in one go stands.
        let telling = evidence.reduce(into: Set<String>()) { $0.formUnion($1?.telling ?? []) }
        if part == .whole, !telling.isEmpty, evidence.contains(where: { $0?.telling == telling }) { return false }
        return evidence.indices.allSatisfy { part in
            guard let own = evidence[part] else { return true }
            return others.contains { $0.isBetter(than: self, own, in: part) }
                || strong.contains { $0.covers(self, own, in: part) }
        }
    }

    /// True if of the other, whatever it is, this part of the sentence says only words that are said of this one too, and not
    /// its kind: in "the light in the kitchen" the fan in the kitchen is not meant.
    private func covers(_ other: DeviceMention, _ its: Evidence, in sentencePart: Int) -> Bool {
        guard let mine = evidence[sentencePart], !its.isKind, other.part != .whole else { return false }
        return (mine.isKind || part == .whole) && its.literal.isStrictSubset(of: mine.literal)
    }

    /// True if all that this part of the sentence says of the other is said of this one too, and more. Being where the speaker
    /// is counts where the words leave it open.
    private func isBetter(than other: DeviceMention, _ its: Evidence, in sentencePart: Int) -> Bool {
        guard let mine = evidence[sentencePart], mine.isKind || !its.isKind else { return false }
        if other.part == .whole, !its.literal.isSubset(of: mine.literal) { return false }
        if its.telling.isStrictSubset(of: mine.telling) { return true }
        if its.telling != mine.telling || other.part == .whole || other.isHere && !isHere { return false }
        if isHere, !other.isHere { return true }
        return (part == .whole || !mine.telling.isEmpty) && its.literal.isStrictSubset(of: mine.literal)
    }
}
