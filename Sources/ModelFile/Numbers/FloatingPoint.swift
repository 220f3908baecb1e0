/// Numbers of the floating-point encodings.
enum FloatingPoint {
    /// How many bytes a number takes; nil for other encodings.
    static func width(_ encoding: TensorEncoding) -> Int? {
        switch encoding {
        case .float32: 4
        case .bfloat16, .float16: 2
        default: nil
        }
    }

    /// All numbers of some bytes; none where the encoding is another one.
    static func numbers(_ encoding: TensorEncoding, _ bytes: RawSpan) -> [Float] {
        guard let width = width(encoding) else { return [] }
        return [Float](unsafeUninitializedCapacity: bytes.byteCount / width) { buffer, count in
            count = bytes.byteCount / width
            bytes.withUnsafeBytes { decode(encoding, $0.baseAddress, into: .init(rebasing: buffer[..<count])) }
        }
    }

    /// Turns bytes into numbers.
    static func decode(
        _ encoding: TensorEncoding, _ bytes: UnsafeRawPointer?, into numbers: UnsafeMutableBufferPointer<Float>
    ) {
        guard let bytes, let target = numbers.baseAddress else { return }
        switch encoding {
        case .float32:
            for index in 0..<numbers.count {
                target[index] = Float(
                    bitPattern: UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 4 * index, as: UInt32.self)))
            }
        case .bfloat16:
            for index in 0..<numbers.count { target[index] = HalfPrecision.brainValue(short(bytes, index)) }
        case .float16:
            for index in 0..<numbers.count { target[index] = HalfPrecision.value(short(bytes, index)) }
        default: preconditionFailure("no floating-point encoding")
        }
    }

    private static func short(_ bytes: UnsafeRawPointer, _ index: Int) -> UInt16 {
        UInt16(littleEndian: bytes.loadUnaligned(fromByteOffset: 2 * index, as: UInt16.self))
    }

    /// The bytes of numbers in single precision, or rounded to bfloat16 (half to even).
    static func encode(_ encoding: TensorEncoding, _ numbers: some Collection<Float>) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(numbers.count * (encoding == .float32 ? 4 : 2))
        for number in numbers {
            if encoding == .float32 {
                bytes.append(littleEndian: number.bitPattern)
            } else {
                bytes.append(littleEndian: HalfPrecision.brainBits(number))
            }
        }
        return bytes
    }

    /// The first number that is infinite or none, by its index.
    static func firstNotFinite(_ numbers: UnsafeMutableBufferPointer<Float>) -> Int? {
        var lowest: UInt32 = 0
        for index in 0..<numbers.count { lowest = max(lowest, numbers[index].bitPattern & 0x7F80_0000) }
        return lowest == 0x7F80_0000 ? numbers.firstIndex { !$0.isFinite } : nil
    }

    /// The offset of the first number that is infinite or none.
    static func firstNotFinite(_ encoding: TensorEncoding, _ bytes: RawSpan) -> Int? {
        guard let width = width(encoding) else { return nil }
        return withUnsafeTemporaryAllocation(of: Float.self, capacity: 4_096) { numbers in
            for start in stride(from: 0, to: bytes.byteCount / width, by: 4_096) {
                let count = min(4_096, bytes.byteCount / width - start)
                let part = UnsafeMutableBufferPointer(rebasing: numbers[..<count])
                bytes.withUnsafeBytes { decode(encoding, $0.baseAddress! + start * width, into: part) }
                if let index = firstNotFinite(part) { return (start + index) * width }
            }
            return nil
        }
    }
}
