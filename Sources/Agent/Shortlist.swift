public import ApplianceVocabulary

/// The devices of a home by the words that people use for them, made once for a home and asked for every sentence.
public struct Shortlist: Sendable {
    /// What a word of the home says about a device.
    private struct Mention: Sendable {
        var device: Int
        var weight: Double
    }

    private struct Word: Sendable {
        var letters: [UInt8]
        var mentions: [Mention]
    }

    /// All devices, in the order of the home.
    public let devices: [Device]

    private var words: [Word] = []
    private var wordNumbers: [[UInt8]: Int] = [:]
    private var areaKeys: [String?]

    /// Reads the names, aliases, areas, floors and types of the devices.
    public init(_ devices: [Device]) {
        self.devices = devices
        areaKeys = devices.map { $0.area.map(TextNormalizer.normalize) }
        var found: [[UInt8]: [Int: Double]] = [:]
        var keys: [[UInt8]] = []
        var known: [String: [String]] = [:]
        func note(_ text: String, _ device: Int, _ weight: Double, joins: Bool = false) {
            let parts = known[text] ?? TextNormalizer.words(of: text)
            known[text] = parts
            let pairs = joins ? zip(parts, parts.dropFirst()).map { $0 + $1 } : []
            for word in parts + pairs where !TypeWords.idle.contains(word) {
                let key = Self.stem(word)
                if found[key] == nil { keys.append(key) }
                found[key, default: [:]][device, default: 0] = max(found[key]?[device] ?? 0, weight)
            }
        }
        for (index, device) in devices.enumerated() {
            for name in [device.name] + device.aliases { note(name, index, 4, joins: true) }
            if let area = device.area { note(area, index, 3, joins: true) }
            if let floor = device.floor { note(floor, index, 3) }
            note(device.type, index, 2)
            if let kind = device.deviceClass { note(kind, index, 2) }
            for word in TypeWords.byType[device.type] ?? [] { note(word, index, 1.5) }
            for capability in device.capabilities {
                note(capability.property, index, 1)
                if case .choice(let names) = capability.kind { for name in names { note(name, index, 0.5) } }
            }
            for verb in device.verbs { note(verb.name, index, 1) }
        }
        for key in keys {
            let mentions = found[key]!
            // A word that few devices have tells more than one that all have.
            let rarity = 0.3 + 1.0 / Double(mentions.count)
            wordNumbers[key] = words.count
            words.append(
                Word(
                    letters: key,
                    mentions: mentions.map { Mention(device: $0.key, weight: $0.value * rarity) }.sorted {
                        $0.device < $1.device
                    }))
        }
    }

    /// The devices that the sentence may be about, in the order of the home: all if there are no more than `limit`.
    ///
    /// - Parameters:
    ///   - sentence: What the person says.
    ///   - here: The area where the person is.
    ///   - recent: The ids of the devices that were spoken of last.
    ///   - limit: How many devices there may be.
    public func devices(for sentence: String, here: String? = nil, recent: [String] = [], limit: Int) -> [Device] {
        guard devices.count > limit else { return devices }
        var scores = [Double](repeating: 0, count: devices.count)
        let said = TextNormalizer.words(of: sentence)
        let joined = zip(said, said.dropFirst()).map { $0 + $1 }
        for (index, word) in (said + joined).enumerated() where !TypeWords.idle.contains(word) {
            score(Self.stem(word), isJoined: index >= said.count, &scores)
        }
        let hereKey = here.map(TextNormalizer.normalize)
        let recent = Set(recent)
        for index in devices.indices {
            if let hereKey, areaKeys[index] == hereKey { scores[index] = scores[index] * 1.5 + 0.4 }
            if recent.contains(devices[index].id) { scores[index] += 3 }
        }
        return choose(limit, scores)
    }

    /// The best; what then is free goes to one of each kind and area, so that the rest of the home is not unknown.
    private func choose(_ limit: Int, _ scores: [Double]) -> [Device] {
        let order = devices.indices.sorted { (scores[$0], -$0) > (scores[$1], -$1) }
        var chosen = Set(order.prefix { scores[$0] > 0 }.prefix(limit))
        var kinds = Set(chosen.map { devices[$0].type })
        for index in devices.indices where chosen.count < limit && kinds.insert(devices[index].type).inserted {
            chosen.insert(index)
        }
        for index in devices.indices where chosen.count < limit { chosen.insert(index) }
        return chosen.sorted().map { devices[$0] }
    }

    private func score(_ word: [UInt8], isJoined: Bool, _ scores: inout [Double]) {
        if let number = wordNumbers[word] {
            for mention in words[number].mentions { scores[mention.device] += mention.weight }
            return
        }
        // Mistyped, but not when two words were joined on suspicion.
        let tolerance = EditDistance.tolerance(length: word.count)
        guard !isJoined, tolerance > 0, word.first.map({ !(0x30...0x39).contains($0) }) == true else { return }
        for known in words
        where EditDistance.isWithin(
            min(tolerance, EditDistance.tolerance(length: known.letters.count)), word, known.letters)
        {
            for mention in known.mentions { scores[mention.device] += 0.6 * mention.weight }
        }
    }

    /// The word without the ending of a plural.
    private static func stem(_ word: String) -> [UInt8] {
        var letters = Array(word.utf8)
        if letters.count > 3, letters.last == UInt8(ascii: "s"), letters[letters.count - 2] != UInt8(ascii: "s") {
            letters.removeLast()
        }
        return letters
    }
}
