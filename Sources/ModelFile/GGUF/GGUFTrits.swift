/// The weights -1, 0 and +1 in the ternary types of GGUF, plainly: for what needs no speed, and to test against.
enum GGUFTrits {
    /// Reads weights of a matrix. Returns how many weights into them the first code lies that stands for no weight.
    static func read(
        _ encoding: TensorEncoding, _ codes: UnsafeRawPointer, columns: Int, rows: Range<Int>,
        into trits: UnsafeMutableBufferPointer<Int8>
    ) -> Int? {
        let first = rows.lowerBound * columns
        precondition(trits.count == rows.count * columns)
        switch encoding {
        case .i2s:
            // value[128 b + 32 g + p] = (byte[32 b + p] >> (6 - 2 g)) & 3, less 1
            for index in 0..<trits.count {
                let place = first + index
                let byte = codes.load(fromByteOffset: place / 128 * 32 + place % 32, as: UInt8.self)
                trits[index] = Int8(byte >> UInt8(6 - place % 128 / 32 * 2) & 3) - 1
            }
        case .tq2:
            // In each 32 bytes of a block the lowest bits are the first 32 weights.
            for index in 0..<trits.count {
                let (block, place) = ((first + index) / 256, (first + index) % 256)
                let byte = codes.load(fromByteOffset: block * 66 + place / 128 * 32 + place % 32, as: UInt8.self)
                trits[index] = Int8(byte >> UInt8(place % 128 / 32 * 2) & 3) - 1
            }
        case .tq1:
            for index in 0..<trits.count {
                let (block, place) = ((first + index) / 256, (first + index) % 256)
                let (at, digit) = tq1Place(place)
                // A byte is a fraction in base 3: multiplied by 3 to the n its n-th digit is on top.
                let shifted = codes.load(fromByteOffset: block * 54 + at, as: UInt8.self) &* powers[digit]
                trits[index] = Int8(UInt16(shifted) * 3 >> 8) - 1
            }
        default:
            preconditionFailure("not a ternary type of GGUF")
        }
        return trits.firstIndex(of: 2)
    }

    /// In which byte of a block and in which of its digits a weight of TQ1_0 lies: 32 bytes hold 160 weights, 16 bytes 80,
    /// 4 bytes the last 16.
    static func tq1Place(_ weight: Int) -> (byte: Int, digit: Int) {
        if weight < 160 { return (weight % 32, weight / 32) }
        if weight < 240 { return (32 + (weight - 160) % 16, (weight - 160) / 16) }
        return (48 + (weight - 240) % 4, (weight - 240) / 4)
    }

    private static let powers: [UInt8] = [1, 3, 9, 27, 81]

    /// Packs one block: 128 weights of I2_S, 256 of the others, whose scale is 2 bytes at the end.
    static func pack(
        _ encoding: TensorEncoding, _ trits: UnsafePointer<Int8>, scale: UInt16, into block: UnsafeMutablePointer<UInt8>
    ) {
        func code(_ index: Int) -> UInt8 { UInt8(truncatingIfNeeded: trits[index] &+ 1) }
        switch encoding {
        case .i2s:
            for place in 0..<32 {
                block[place] =
                    code(place) &<< 6 | code(32 + place) &<< 4 | code(64 + place) &<< 2 | code(96 + place)
            }
        case .tq2:
            for half in 0..<2 {
                for place in 0..<32 {
                    let first = 128 * half + place
                    block[32 * half + place] =
                        code(first) | code(first + 32) &<< 2 | code(first + 64) &<< 4 | code(first + 96) &<< 6
                }
            }
            (block[64], block[65]) = (UInt8(truncatingIfNeeded: scale), UInt8(scale >> 8))
        case .tq1:
            for (bytes, stride, digits, start) in [(0, 32, 5, 0), (32, 16, 5, 160), (48, 4, 4, 240)] {
                for place in 0..<stride {
                    var value: UInt16 = 0
                    for digit in 0..<5 {
                        value = value * 3 + (digit < digits ? UInt16(code(start + digit * stride + place)) : 0)
                    }
                    // value / 243 as a fraction of 256, rounded up, so that the digits come back.
                    block[bytes + place] = UInt8(truncatingIfNeeded: (value * 256 + 242) / 243)
                }
            }
            (block[52], block[53]) = (UInt8(truncatingIfNeeded: scale), UInt8(scale >> 8))
        default:
            preconditionFailure("not a ternary type of GGUF")
        }
    }
}
