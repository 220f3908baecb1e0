import ApplianceVocabulary

/// The telling words of a device: what a sentence may say of it.
struct DeviceWords: Sendable {
    /// Of its name and its aliases, each in order.
    let names: [[String]]
    /// Words by which people mean its kind.
    let kinds: Set<String>
    /// More of them, that point at its kind less surely, such as "brighter" at a light.
    let widerKinds: Set<String>
    /// Of its area and its floor.
    let places: [[String]]
    let type: String
    /// Of its area.
    let area: [String]?

    /// All words by which it can be named: of its kind, its names and its places.
    var all: Set<String> { kinds.union(names.joined()).union(places.joined()) }

    /// The words of a device.
    init(_ device: Device) {
        var places: [String: [String]] = [:]
        self.init(device, wide: false, &places)
    }

    /// The words of a device; `wide` takes words that point at its kind less surely. `known` has the words of places, of which
    /// many devices have the same.
    init(_ device: Device, wide: Bool, _ known: inout [String: [String]]) {
        func words(of place: String) -> [String] {
            if let words = known[place] { return words }
            let words = HintWords.stems(place)
            known[place] = words
            return words
        }
        names = ([device.name] + device.aliases).map(HintWords.stems)
        kinds = HintWords.kindWords(of: device)
        widerKinds = wide ? HintWords.widerKindWords(of: device) : []
        places = [device.area, device.floor].compactMap { $0.map(words) }.filter { !$0.isEmpty }
        type = device.type
        area = device.area.map(words)
    }
}
