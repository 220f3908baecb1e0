/// Numbers of 16 bits, as bits: what Swift's own type does is not there on every platform.
enum HalfPrecision {
    /// The number that these bits of IEEE half precision mean, exactly.
    static func value(_ bits: UInt16) -> Float {
        let sign = UInt32(bits & 0x8000) << 16
        let magnitude = UInt32(bits & 0x7FFF)
        if magnitude >= 0x7C00 { return Float(bitPattern: sign | 0x7F80_0000 | (magnitude & 0x3FF) << 13) }
        // The exponents differ by 112; the product also makes subnormal numbers right.
        let scaled = Float(bitPattern: magnitude << 13) * 0x1p112
        return Float(bitPattern: scaled.bitPattern | sign)
    }

    /// The nearest bits to a number: ties to even, beyond the largest number infinity.
    static func bits(_ value: Float) -> UInt16 {
        let sign = UInt16(truncatingIfNeeded: value.bitPattern >> 16) & 0x8000
        let magnitude = value.bitPattern & 0x7FFF_FFFF
        if magnitude >= 0x7F80_0000 { return sign | 0x7C00 | (magnitude > 0x7F80_0000 ? 0x200 : 0) }
        if magnitude >= 0x4780_0000 { return sign | 0x7C00 }
        if magnitude < 0x3880_0000 {
            // Below the normal numbers: adding 0.5 rounds at the right bit.
            let sum = Float(bitPattern: magnitude) + 0.5
            return sign | UInt16(truncatingIfNeeded: sum.bitPattern - Float(0.5).bitPattern)
        }
        let rounded = magnitude + 0xFFF + ((magnitude >> 13) & 1)
        return sign | UInt16(truncatingIfNeeded: (rounded - 0x3800_0000) >> 13)
    }

    /// The number that these bits of bfloat16 mean.
    static func brainValue(_ bits: UInt16) -> Float { Float(bitPattern: UInt32(bits) << 16) }

    /// The nearest bits of bfloat16 to a finite number: ties to even.
    static func brainBits(_ value: Float) -> UInt16 {
        let bits = value.bitPattern
        return UInt16(truncatingIfNeeded: (bits + 0x7FFF + ((bits >> 16) & 1)) >> 16)
    }
}
