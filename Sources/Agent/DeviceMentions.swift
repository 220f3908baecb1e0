import ApplianceVocabulary

/// The telling words of a device: what a sentence may say of it.
struct DeviceWords: Sendable {
    /// Of its name and its aliases, each in order.
    let names: [[String]]
    /// Words by which people mean its kind.
    let kinds: Set<String>
    /// Of its area and its floor.
    let places: [[String]]

    /// The words of a device; `wide` takes words that point at its kind less surely, such as "brighter" at a light.
    init(_ device: Device, wide: Bool = false) {
        names = ([device.name] + device.aliases).map(HintWords.stems)
        let more = wide ? (TypeWords.byType[device.type] ?? []).map(HintWords.stem) : []
        kinds = HintWords.kindWords(of: device).union(more)
        places = [device.area, device.floor].compactMap { $0.map(HintWords.stems) }.filter { !$0.isEmpty }
    }
}

/// What a sentence says of one device.
struct DeviceMention {
    /// How much of it was said.
    enum Part: Int, Sendable {
        /// Every telling word of its name, and that name is not a part of a longer one that was said.
        case whole
        /// What kind of thing it is, and where.
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
    let isKind: Bool

    /// What the sentence says of each of the devices.
    static func all(of devices: [DeviceWords], in said: HintSearch) -> [DeviceMention] {
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
        return devices.indices.map { index in
            let device = devices[index]
            let name = names[index]
            let named = name.intersection(said.words)
            let isKind = !device.kinds.isDisjoint(with: said.words)
            let isPlace = device.places.contains { said.hasAll($0) }
            let isWhole =
                whole[index] && !names.indices.contains { whole[$0] && name.isStrictSubset(of: names[$0]) }
            let part: Part? =
                if isWhole {
                    .whole
                } else if isPlace, isKind {
                    .kindAndPlace
                } else if !named.subtracting(device.kinds).isSubset(of: HintWords.common) {
                    .some
                } else {
                    nil
                }
            let score = named.reduce(0) { $0 + 24 / counts[$1]! } + (isPlace ? 12 : 0) + (isKind ? 6 : 0)
            return DeviceMention(
                index: index, part: part, beginning: isWhole ? name.map(said.place(of:)).min()! : 0, score: score,
                isKind: isKind)
        }
    }
}
