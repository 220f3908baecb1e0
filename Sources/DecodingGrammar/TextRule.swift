/// Which bytes may follow in free text: UTF-8 as the standard has it, without some characters.
struct TextRule: Sendable {
    /// The place within a character. The names tell what has to follow.
    enum Place: Int, CaseIterable {
        case character, oneMore, twoMore, threeMore, afterE0, afterED, afterF0, afterF4

        /// The place behind a byte that is not the first of its character; nil if it may not follow.
        func next(_ byte: UInt8) -> Place? {
            switch (self, byte) {
            case (.oneMore, 0x80...0xBF): .character
            case (.twoMore, 0x80...0xBF), (.afterE0, 0xA0...0xBF), (.afterED, 0x80...0x9F): .oneMore
            case (.threeMore, 0x80...0xBF), (.afterF0, 0x90...0xBF), (.afterF4, 0x80...0x8F): .twoMore
            default: nil
            }
        }

        /// The place behind the first byte of a character; nil if no character begins so.
        init?(first byte: UInt8) {
            switch byte {
            case 0x20...0x7E: self = .character
            case 0xC2...0xDF: self = .oneMore
            case 0xE0: self = .afterE0
            case 0xED: self = .afterED
            case 0xE1...0xEF: self = .twoMore
            case 0xF0: self = .afterF0
            case 0xF1...0xF3: self = .threeMore
            case 0xF4: self = .afterF4
            default: return nil
            }
        }
    }

    /// The bytes that may follow at each place.
    private let allowed: [ByteSet]

    init(without characters: String) {
        // Only what is one byte can be left out without leaving a character that cannot be finished.
        let forbidden = Set(characters.utf8.filter { $0 < 0x80 })
        allowed = Place.allCases.map { place in
            var set = ByteSet()
            for byte in UInt8.min...UInt8.max where Self.next(place, byte) != nil && !forbidden.contains(byte) {
                set.insert(byte)
            }
            return set
        }
    }

    private static func next(_ place: Place, _ byte: UInt8) -> Place? {
        place == .character ? Place(first: byte) : place.next(byte)
    }

    func allowedBytes(_ place: Int) -> ByteSet { allowed[place] }

    /// The place behind a byte that may follow.
    func advance(_ place: Int, _ byte: UInt8) -> Int? {
        guard let from = Place(rawValue: place), allowed[place].contains(byte) else { return nil }
        return Self.next(from, byte)?.rawValue
    }
}
