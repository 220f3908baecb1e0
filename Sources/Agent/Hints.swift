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
        let part: Part
    }

    /// How much of a device was said.
    enum Part: Int, Sendable {
        /// Every telling word of its name, and that name is not a part of a longer one that was said.
        case whole
        /// What kind of thing it is, and where.
        case kindAndPlace
        /// Something of its name.
        case some
    }

    private static let mostScopes = 3
    private static let mostDevices = 6
    private static let mostOthers = 5
    private static let mostOthersBeside = 3

    /// What the sentence names among the devices and areas that are shown.
    init(_ sentence: String, _ handles: Handles) {
        let lists = handles.devices.map { ([$0.name] + $0.aliases).map(Self.stems) }
        let scopeLists = handles.scopes.map { Self.stems($0.name) }
        let said = HintSearch(Self.stems(sentence), known: lists.joined() + scopeLists)
        scopes = Array(
            zip(handles.scopes, scopeLists).filter { said.hasAll($0.1) }.map(\.0.handle).prefix(Self.mostScopes))

        // An alias counts instead of the name if all of it was said.
        let names = lists.map { list in
            Set(said.hasAll(list[0]) ? list[0] : list.dropFirst().first { !$0.isEmpty && said.hasAll($0) } ?? list[0])
        }
        let counts = names.reduce(into: [String: Int]()) { counts, name in
            for word in name { counts[word, default: 0] += 1 }
        }
        var strong: [(part: Part, rank: Int, index: Int)] = []
        var weak: [(isPlaceOnly: Bool, rank: Int, index: Int)] = []
        for (index, device) in handles.devices.enumerated() {
            let kinds = Self.kindWords(device)
            let name = names[index]
            let named = name.intersection(said.words)
            let isKind = !kinds.isDisjoint(with: said.words)
            let isPlace = [device.area, device.floor].contains { place in
                place.map(Self.stems).map { !$0.isEmpty && said.hasAll($0) } ?? false
            }
            let isWhole =
                !name.isEmpty && said.hasAll(name)
                && !names.contains { name.isStrictSubset(of: $0) && said.hasAll($0) }
            let score = named.reduce(0) { $0 + 24 / counts[$1]! } + (isPlace ? 12 : 0) + (isKind ? 6 : 0)
            if isWhole {
                strong.append((.whole, name.map(said.place(of:)).min()!, index))
            } else if isPlace, isKind {
                strong.append((.kindAndPlace, -score, index))
            } else if !named.subtracting(kinds).isSubset(of: Self.common) {
                strong.append((.some, -score, index))
            } else if score > 0 {
                weak.append((!isKind, -score, index))
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

    // MARK: Words

    /// The telling words of a name or sentence, in order; all of them if none tells anything.
    static func stems(_ text: String) -> [String] {
        let words = TextNormalizer.words(of: text).map(stem)
        let telling = words.filter { !empty.contains($0) }
        return telling.isEmpty ? words : telling
    }

    /// `lamps` becomes `lamp`: enough to find a plural.
    private static func stem(_ word: String) -> String {
        word.unicodeScalars.count > 3 && word.hasSuffix("s") ? String(word.dropLast()) : word
    }

    private static func kindWords(_ device: Device) -> Set<String> {
        if device.type == "sensor" || device.type == "binary_sensor" {
            let properties = device.capabilities.flatMap { $0.property.split(separator: "_") }
            return Set(properties.map { stem(String($0)) }).union(["sensor", "传感器", "感应器"])
        }
        return kinds[device.type] ?? Set(device.type.split(separator: "_").map { stem(String($0)) })
    }

    private static let empty = words(of: HintWords.empty)
    private static let common = words(of: HintWords.common)
    private static let kinds: [String: Set<String>] = {
        var kinds: [String: Set<String>] = [:]
        var kind = ""
        for word in HintWords.kinds.split(whereSeparator: { $0 == " " || $0 == "\n" }) {
            if word.hasSuffix(":") {
                kind = String(word.dropLast())
            } else {
                kinds[kind, default: []].insert(stem(String(word)))
            }
        }
        return kinds
    }()

    private static func words(of text: String) -> Set<String> {
        Set(text.split { $0 == " " || $0 == "\n" }.map { String($0) })
    }
}

/// The words of a sentence, with words of the home that were mistyped, joined or parted in it.
struct HintSearch {
    private(set) var words: Set<String> = []
    private var places: [String: Int] = [:]

    /// - Parameters:
    ///   - said: The telling words of the sentence.
    ///   - known: The telling words of every name of the home.
    init(_ said: [String], known: some Sequence<[String]>) {
        for (index, word) in said.enumerated() { add(word, index) }
        var pairs: [String: (String, String)] = [:]
        var single: Set<String> = []
        for name in known {
            single.formUnion(name)
            for (first, second) in zip(name, name.dropFirst()) { pairs[first + second] = (first, second) }
        }
        for (index, word) in said.enumerated() where !single.contains(word) {
            if let (first, second) = pairs[word] {
                add(first, index)
                add(second, index)
            } else if index + 1 < said.count, single.contains(word + said[index + 1]) {
                add(word + said[index + 1], index)
            } else if let near = Self.nearest(to: word, in: single) {
                add(near, index)
            }
        }
    }

    private mutating func add(_ word: String, _ place: Int) {
        if words.insert(word).inserted { places[word] = place }
    }

    /// True if all of these words were said.
    func hasAll(_ list: some Sequence<String>) -> Bool { list.allSatisfy(words.contains) }

    /// Where the word was said first.
    func place(of word: String) -> Int { places[word] ?? 0 }

    /// A known word that differs in one letter, but not in the first.
    private static func nearest(to word: String, in known: Set<String>) -> String? {
        guard let letters = letters(of: word) else { return nil }
        return known.filter { candidate in
            Self.letters(of: candidate).map { $0[0] == letters[0] && EditDistance.isWithin(1, letters, $0) } ?? false
        }.min()
    }

    /// The bytes of a word of five plain letters or more.
    private static func letters(of word: String) -> [UInt8]? {
        let bytes = Array(word.utf8)
        let isPlain = bytes.allSatisfy { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }
        return bytes.count > 4 && isPlain ? bytes : nil
    }
}
