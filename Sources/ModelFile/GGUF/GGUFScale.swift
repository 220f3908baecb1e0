/// What the weights of a ternary tensor of GGUF are multiplied by.
enum GGUFScale {
    /// Why a tensor has no single scale.
    struct Mistake: Error { var text: String }

    /// How many blocks are looked at when a file is opened: reading them all would be reading the whole file.
    private static let samples = 16

    /// Reads the scale: behind the codes of I2_S; from the blocks of the others, which all have to agree. A block of
    /// nothing but zeros may have the scale zero.
    static func of(_ tensor: TensorRecord, named name: String, _ bytes: RawSpan, everyBlock: Bool)
        -> Result<Float, Mistake>
    {
        let blockBytes: Int
        switch tensor.encoding {
        case .i2s:
            guard let bits = bytes.number(UInt32.self, at: tensor.range.upperBound) else {
                return .failure(Mistake(text: "\(name) has no scale behind its codes"))
            }
            return checked(Float(bitPattern: bits), name)
        case .tq1: blockBytes = 54
        case .tq2: blockBytes = 66
        default: return .failure(Mistake(text: "\(name) is not ternary"))
        }
        let count = tensor.byteCount / blockBytes
        func scale(_ block: Int) -> UInt16 {
            bytes.number(UInt16.self, at: tensor.offset + (block + 1) * blockBytes - 2)!
        }
        let step = everyBlock ? 1 : max(1, count / samples)
        var first: (block: Int, bits: UInt16)?
        for block in stride(from: 0, to: count, by: step) {
            let bits = scale(block)
            if bits & 0x7FFF == 0 {
                if everyBlock, !isZero(tensor, bytes, block) {
                    return .failure(
                        Mistake(text: "\(name) has the scale 0 in block \(block), whose weights are not all 0"))
                }
                continue
            }
            guard let first else {
                first = (block, bits)
                continue
            }
            if bits != first.bits {
                return .failure(
                    Mistake(
                        text: "\(name) has the scale \(HalfPrecision.value(bits)) in block \(block) and "
                            + "\(HalfPrecision.value(first.bits)) in block \(first.block): a BitNet layer has one scale, so that "
                            + "this was quantised from other weights"))
            }
        }
        if let first { return checked(HalfPrecision.value(first.bits), name) }
        // Nothing but zeros among the samples: all blocks, or a tensor of zeros, for which any scale is right.
        return everyBlock || step == 1 ? .success(1) : of(tensor, named: name, bytes, everyBlock: true)
    }

    /// True if all weights of a block are 0.
    private static func isZero(_ tensor: TensorRecord, _ bytes: RawSpan, _ block: Int) -> Bool {
        withUnsafeTemporaryAllocation(of: Int8.self, capacity: 256) { trits in
            trits.initialize(repeating: 1)
            bytes.withUnsafeBytes {
                _ = GGUFTrits.read(
                    tensor.encoding, $0.baseAddress! + tensor.offset, columns: 256, rows: block..<block + 1, into: trits
                )
            }
            return trits.allSatisfy { $0 == 0 }
        }
    }

    private static func checked(_ value: Float, _ name: String) -> Result<Float, Mistake> {
        value.isFinite && value > 0
            ? .success(value) : .failure(Mistake(text: "\(name) has the scale \(value) and should have one above 0"))
    }
}
