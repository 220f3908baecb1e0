extension RawSpan {
    /// The little-endian number at an offset, or nil where the bytes end before it does.
    func number<T: FixedWidthInteger & BitwiseCopyable>(_ type: T.Type, at offset: Int) -> T? {
        guard offset >= 0, byteCount >= MemoryLayout<T>.size, offset <= byteCount - MemoryLayout<T>.size else {
            return nil
        }
        return T(littleEndian: unsafeLoadUnaligned(fromByteOffset: offset, as: T.self))
    }

    /// The text of a range, or nil where it lies outside or is not UTF-8.
    func text(_ range: Range<Int>) -> String? {
        guard range.lowerBound >= 0, range.upperBound <= byteCount else { return nil }
        return withUnsafeBytes { String(validating: $0[range], as: UTF8.self) }
    }
}

extension Array where Element == UInt8 {
    /// Appends a number, lowest byte first.
    mutating func append<T: FixedWidthInteger>(littleEndian value: T) {
        Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) }
    }

    /// Appends numbers, the lowest byte of each first.
    mutating func append(littleEndian values: UnsafeBufferPointer<UInt32>) {
        #if _endian(little)
            append(contentsOf: UnsafeRawBufferPointer(values))
        #else
            for value in values { append(littleEndian: value) }
        #endif
    }

    /// Overwrites a number, lowest byte first.
    mutating func store<T: FixedWidthInteger>(littleEndian value: T, at offset: Int) {
        Swift.withUnsafeBytes(of: value.littleEndian) { bytes in
            for (index, byte) in bytes.enumerated() { self[offset + index] = byte }
        }
    }
}

/// The number rounded up to a multiple of 64, or nil where that overflows.
func aligned64(_ value: UInt64) -> UInt64? {
    let (sum, overflow) = value.addingReportingOverflow(63)
    return overflow ? nil : sum & ~63
}
