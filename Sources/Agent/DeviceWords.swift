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
    /// The area as it is compared.
    let area: String?

    /// The words of a device; `wide` takes words that point at its kind less surely.
    init(_ device: Device, wide: Bool = false) {
        names = ([device.name] + device.aliases).map(HintWords.stems)
        kinds = HintWords.kindWords(of: device)
        widerKinds = wide ? HintWords.widerKindWords(of: device) : []
        places = [device.area, device.floor].compactMap { $0.map(HintWords.stems) }.filter { !$0.isEmpty }
        type = device.type
        area = device.area.map(TextNormalizer.normalize)
    }
}
