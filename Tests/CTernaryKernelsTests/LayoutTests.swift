import CTernaryKernels
import Testing

/// The layouts of this build. How each one's bytes lie is told once more, in C, by the harness (VariantTests).
let layouts: [tk_ternary_layout] = (0..<TK_TERNARY_LAYOUT_COUNT).map { tk_ternary_layout(rawValue: UInt32($0)) }

@Suite("The layouts of ternary matrices")
struct LayoutTests {
    func pack(_ layout: tk_ternary_layout, _ trits: [Int8], _ rows: Int, _ columns: Int) -> [UInt8]? {
        var codes = [UInt8](repeating: 0xEE, count: tk_ternary_bytes(layout, Int32(rows), Int32(columns)))
        return tk_ternary_pack(layout, trits, Int32(rows), Int32(columns), &codes) ? codes : nil
    }

    func weights(_ text: String) -> [Int8] { text.map { $0 == "+" ? 1 : $0 == "-" ? -1 : 0 } }

    func bytes(_ hexadecimal: String) -> [UInt8] {
        let digits = hexadecimal.compactMap { $0.hexDigitValue }
        return stride(from: 0, to: digits.count, by: 2).map { UInt8(16 * digits[$0] + digits[$0 + 1]) }
    }

    @Test("sizes")
    func sizes() {
        #expect(tk_ternary_bytes(TK_TERNARY_TILES2, 17, 129) == 2048)
        #expect(tk_ternary_bytes(TK_TERNARY_TILES5, 2560, 2560) == 2560 / 5 * 2560)
        #expect(tk_ternary_bytes(TK_TERNARY_TILES5, 17, 21) == 256)
        #expect(tk_ternary_bytes(TK_TERNARY_I2S, 2, 64) == 32)
        #expect(tk_ternary_bytes(TK_TERNARY_ROW_GROUPS, 8, 3) == 6)
        #expect(tk_ternary_bytes(TK_TERNARY_TQ1_0, 3, 256) == 162)
        #expect(tk_ternary_bytes(TK_TERNARY_TQ2_0, 3, 256) == 198)
    }

    @Test("shapes that a layout cannot hold have no size")
    func impossible() {
        #expect(tk_ternary_bytes(TK_TERNARY_I2S, 3, 64) == 0)
        #expect(tk_ternary_bytes(TK_TERNARY_ROW_GROUPS, 6, 64) == 0)
        #expect(tk_ternary_bytes(TK_TERNARY_TQ1_0, 4, 128) == 0)
        #expect(tk_ternary_bytes(TK_TERNARY_TQ2_0, 4, 300) == 0)
        for layout in layouts {
            #expect(tk_ternary_bytes(layout, 0, 256) == 0)
            #expect(tk_ternary_bytes(layout, 256, -1) == 0)
        }
    }

    @Test("all 243 bytes of five weights, and only they, are valid")
    func fives() {
        var seen: Set<UInt8> = []
        for code in 0..<243 {
            let five = [81, 27, 9, 3, 1].map { Int8(code / $0 % 3) - 1 }
            var row = [Int8](repeating: 0, count: 20)
            for digit in 0..<5 { row[4 * digit] = five[digit] }
            let codes = pack(TK_TERNARY_TILES5, row, 1, 20)
            var back = [Int8](repeating: 9, count: 20)
            tk_ternary_unpack(TK_TERNARY_TILES5, codes!, 1, 20, 0, 1, &back)
            #expect(back == row)
            seen.insert(codes![0])
        }
        #expect(seen.count == 243)
        for byte in UInt8.min...UInt8.max {
            var codes = pack(TK_TERNARY_TILES5, [Int8](repeating: 0, count: 320), 16, 20)!
            codes[37] = byte
            #expect(tk_ternary_first_invalid(TK_TERNARY_TILES5, codes, 16, 20) == (seen.contains(byte) ? -1 : 37))
        }
    }

    @Test("bytes made by other programs")
    func published() {
        let rows = weights(PublishedBytes.rows256)
        #expect(pack(TK_TERNARY_I2S, weights(PublishedBytes.i2sWeights), 1, 128) == bytes(PublishedBytes.i2sBytes))
        #expect(pack(TK_TERNARY_TQ1_0, rows, 2, 256) == bytes(PublishedBytes.tq1Bytes))
        #expect(pack(TK_TERNARY_TQ2_0, rows, 2, 256) == bytes(PublishedBytes.tq2Bytes))
        #expect(pack(TK_TERNARY_ROW_GROUPS, ReferenceVectors.trits, 8, 3) == ReferenceVectors.checkpointBytes)
    }

    @Test("what is no trit is refused", arguments: layouts.map(\.rawValue))
    func refused(raw: UInt32) {
        let layout = tk_ternary_layout(rawValue: raw)
        for wrong: Int8 in [2, -2, 127, -128] {
            var trits = [Int8](repeating: 1, count: 4 * 256)
            trits[700] = wrong
            #expect(pack(layout, trits, 4, 256) == nil, "\(wrong)")
        }
    }

    @Test("a code that stands for nothing is found in every byte")
    func damage() {
        for layout in [TK_TERNARY_TILES2, TK_TERNARY_I2S, TK_TERNARY_ROW_GROUPS, TK_TERNARY_TQ2_0] {
            let good = pack(layout, (0..<4 * 256).map { Int8($0 % 3) - 1 }, 4, 256)!
            for at in good.indices where layout != TK_TERNARY_TQ2_0 || at % 66 < 64 {
                for field in 0..<4 {
                    var damaged = good
                    damaged[at] |= 3 << (2 * field)
                    #expect(tk_ternary_first_invalid(layout, damaged, 4, 256) == Int64(at))
                }
            }
        }
    }

    @Test("padding that is not zero is found", arguments: [TK_TERNARY_TILES2, TK_TERNARY_TILES5].map(\.rawValue))
    func padding(raw: UInt32) {
        let layout = tk_ternary_layout(rawValue: raw)
        var codes = pack(layout, [Int8](repeating: 1, count: 3 * 18), 3, 18)!
        #expect(tk_ternary_first_invalid(layout, codes, 3, 18) == -1)
        let row = 4 * 15  // of padding
        let minus = pack(layout, [Int8](repeating: -1, count: 16 * 18), 16, 18)!
        codes[row] = minus[row]
        #expect(tk_ternary_first_invalid(layout, codes, 3, 18) == Int64(row))
    }
}
