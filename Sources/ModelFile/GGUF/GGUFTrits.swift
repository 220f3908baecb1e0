/// The weights -1, 0 and +1 in the ternary types of GGUF, block by block.
enum GGUFTrits {
    /// How many weights a block holds and in how many bytes.
    static func block(_ encoding: TensorEncoding) -> (numbers: Int, bytes: Int) {
        switch encoding {
        case .i2s: GGUFTensorType.i2_s.block
        case .tq1: GGUFTensorType.tq1_0.block
        case .tq2: GGUFTensorType.tq2_0.block
        default: preconditionFailure("not a ternary type of GGUF")
        }
    }

    /// Reads weights of a matrix. Returns how many weights into them the first code lies that stands for no weight.
    static func read(
        _ encoding: TensorEncoding, _ codes: UnsafeRawPointer, columns: Int, rows: Range<Int>,
        into trits: UnsafeMutableBufferPointer<Int8>
    ) -> Int? {
        precondition(trits.count == rows.count * columns)
        guard let target = trits.baseAddress else { return nil }
        let (weights, bytes) = block(encoding)
        let range = rows.lowerBound * columns..<rows.upperBound * columns
        var largest: UInt8 = 0
        withUnsafeTemporaryAllocation(of: Int8.self, capacity: weights) { scratch in
            for index in range.lowerBound / weights..<(range.upperBound + weights - 1) / weights {
                let (start, end) = (index * weights, (index + 1) * weights)
                let source = (codes + index * bytes).assumingMemoryBound(to: UInt8.self)
                if start >= range.lowerBound, end <= range.upperBound {
                    largest = max(largest, unpack(encoding, source, into: target + (start - range.lowerBound)))
                } else {
                    // A block at the edge, of which only some weights are wanted.
                    largest = max(largest, unpack(encoding, source, into: scratch.baseAddress!))
                    let wanted = max(start, range.lowerBound)..<min(end, range.upperBound)
                    (target + (wanted.lowerBound - range.lowerBound)).update(
                        from: scratch.baseAddress! + (wanted.lowerBound - start), count: wanted.count)
                }
            }
        }
        return largest > 2 ? trits.firstIndex(of: 2) : nil
    }

    /// Unpacks one block; 3 if it holds a code that stands for no weight.
    private static func unpack(
        _ encoding: TensorEncoding, _ block: UnsafePointer<UInt8>, into target: UnsafeMutablePointer<Int8>
    ) -> UInt8 {
        switch encoding {
        case .i2s:
            // value[32 g + p] = (byte[p] >> (6 - 2 g)) & 3, less 1
            return twoBits(block, target, from: 0) | twoBits(block, target + 32, from: 1)
                | twoBits(block, target + 64, from: 2) | twoBits(block, target + 96, from: 3)
        case .tq2:
            // The lowest bits first; two halves of 128.
            var invalid: UInt8 = 0
            for half in 0..<2 {
                for group in 0..<4 {
                    invalid |= twoBits(block + 32 * half, target + 128 * half + 32 * group, from: 3 - group)
                }
            }
            return invalid
        default:
            // 32 bytes of five digits, 16 bytes of five, 4 bytes of four. Their digits lie as far apart as there are bytes.
            fractions(block, 32, 5, target)
            fractions(block + 32, 16, 5, target + 160)
            fractions(block + 48, 4, 4, target + 240)
            return 0
        }
    }

    /// One field of 32 bytes, the highest bits being field 0.
    @inline(__always)
    private static func twoBits(
        _ bytes: UnsafePointer<UInt8>, _ target: UnsafeMutablePointer<Int8>, from field: Int
    ) -> UInt8 {
        let shift = UInt8(truncatingIfNeeded: 6 - 2 * field)
        var invalid: UInt8 = 0
        for place in 0..<32 {
            let code = (bytes[place] &>> shift) & 3
            invalid |= code & (code &>> 1)
            target[place] = Int8(bitPattern: code &- 1)
        }
        return invalid &* 3
    }

    /// A byte of TQ1_0 is a fraction of 256 in base 3: what three times it carries is the next digit.
    @inline(__always)
    private static func fractions(
        _ bytes: UnsafePointer<UInt8>, _ count: Int, _ digits: Int, _ target: UnsafeMutablePointer<Int8>
    ) {
        var power: UInt8 = 1
        for digit in 0..<digits {
            for place in 0..<count {
                let tripled = UInt16(bytes[place] &* power) &* 3
                target[digit &* count &+ place] = Int8(truncatingIfNeeded: tripled &>> 8) &- 1
            }
            power = power &* 3
        }
    }

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
