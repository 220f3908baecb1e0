/// The numbers of a row of a tensor, whatever its type.
enum GGUFNumbers {
    /// True if rows of that type can be turned into numbers.
    static func reads(_ type: GGUFTensorType) -> Bool {
        switch type {
        case .f32, .f16, .bf16, .q8_0, .q4_0, .q4_k, .q6_k: true
        default: false
        }
    }

    /// Turns a row into numbers. The row has whole blocks; the type is one that can be read.
    static func decode(_ type: GGUFTensorType, _ row: UnsafeRawPointer, into numbers: UnsafeMutableBufferPointer<Float>)
    {
        guard let target = numbers.baseAddress else { return }
        let (count, bytes) = type.block
        precondition(numbers.count % count == 0)
        func blocks(_ decode: (_ block: UnsafeRawPointer, _ numbers: UnsafeMutablePointer<Float>) -> Void) {
            for block in 0..<numbers.count / count { decode(row + block * bytes, target + block * count) }
        }
        switch type {
        case .f32: for index in 0..<numbers.count { target[index] = Float(bitPattern: word(row + 4 * index)) }
        case .f16: for index in 0..<numbers.count { target[index] = half(row + 2 * index) }
        case .bf16:
            for index in 0..<numbers.count { target[index] = HalfPrecision.brainValue(short(row + 2 * index)) }
        case .q8_0: blocks(q8_0)
        case .q4_0: blocks(q4_0)
        case .q4_k: blocks(q4_k)
        case .q6_k: blocks(q6_k)
        default: preconditionFailure("numbers of type \(type.name) are not read")
        }
    }

    private static func short(_ at: UnsafeRawPointer) -> UInt16 {
        UInt16(littleEndian: at.loadUnaligned(as: UInt16.self))
    }

    private static func word(_ at: UnsafeRawPointer) -> UInt32 {
        UInt32(littleEndian: at.loadUnaligned(as: UInt32.self))
    }

    private static func half(_ at: UnsafeRawPointer) -> Float { HalfPrecision.value(short(at)) }

    private static func byte(_ at: UnsafeRawPointer, _ index: Int) -> UInt8 {
        at.load(fromByteOffset: index, as: UInt8.self)
    }

    // A scale, then 32 signed bytes.
    private static func q8_0(_ block: UnsafeRawPointer, _ numbers: UnsafeMutablePointer<Float>) {
        let scale = half(block)
        for index in 0..<32 { numbers[index] = Float(Int8(bitPattern: byte(block, 2 + index))) * scale }
    }

    // A scale, then 16 bytes: low halves are the first 16 numbers, high halves the others, each 8 too large.
    private static func q4_0(_ block: UnsafeRawPointer, _ numbers: UnsafeMutablePointer<Float>) {
        let scale = half(block)
        for index in 0..<16 {
            let pair = Int32(byte(block, 2 + index))
            numbers[index] = Float((pair & 15) - 8) * scale
            numbers[16 + index] = Float((pair >> 4) - 8) * scale
        }
    }

    // Two scales, 12 bytes with eight pairs of a factor and a minimum in 6 bits each, then 128 bytes of half bytes:
    // 32 bytes hold two groups of 32 numbers.
    private static func q4_k(_ block: UnsafeRawPointer, _ numbers: UnsafeMutablePointer<Float>) {
        let (scale, minimumScale) = (half(block), half(block + 2))
        for group in 0..<8 {
            let factor: UInt8
            let minimum: UInt8
            if group < 4 {
                factor = byte(block, 4 + group) & 63
                minimum = byte(block, 8 + group) & 63
            } else {
                factor = byte(block, 8 + group) & 15 | (byte(block, group) >> 6) << 4
                minimum = byte(block, 8 + group) >> 4 | (byte(block, 4 + group) >> 6) << 4
            }
            let (step, offset) = (scale * Float(factor), minimumScale * Float(minimum))
            let shift = UInt8(group & 1) * 4
            for index in 0..<32 {
                let code = byte(block, 16 + 32 * (group / 2) + index) >> shift & 15
                numbers[32 * group + index] = step * Float(code) - offset
            }
        }
    }

    // 128 bytes of low half bytes, 64 bytes of high pairs of bits, 16 signed factors, a scale; numbers are 32 too large.
    private static func q6_k(_ block: UnsafeRawPointer, _ numbers: UnsafeMutablePointer<Float>) {
        let scale = half(block + 208)
        for index in 0..<256 {
            let (part, quarter, place) = (index / 128, index % 128 / 32, index % 32)
            let low = byte(block, 64 * part + 32 * (quarter & 1) + place) >> (quarter < 2 ? 0 : 4) & 15
            let high = byte(block, 128 + 32 * part + place) >> UInt8(2 * quarter) & 3
            let factor = Float(Int8(bitPattern: byte(block, 192 + index / 16)))
            numbers[index] = scale * factor * Float(Int32(low | high << 4) - 32)
        }
    }
}
