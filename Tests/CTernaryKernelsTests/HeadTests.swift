import CTernaryKernels
import Testing

/// What the head in two planes means, on rows small enough to be worked out by hand.
@Suite("Head in two planes")
struct HeadTests {
    /// A matrix of rows, packed, with room for an input.
    final class Head {
        let columns: Int
        var high: [UInt8]
        var low: [UInt8]
        var scales: [Float]
        var norms: [Float]
        var upper: [Int8]
        var lower: [Int8]

        init(_ rows: [[Float]]) {
            columns = rows[0].count
            let width = tk_plane_row_bytes(Int32(columns))
            high = []
            low = []
            scales = []
            norms = []
            upper = [Int8](repeating: 99, count: 2 * width)
            lower = upper
            for row in rows {
                var (high, low) = ([UInt8](repeating: 0, count: width), [UInt8](repeating: 0, count: width))
                var (scale, norm): (Float, Float) = (0, 0)
                tk_planes_pack_row(row, Int32(columns), &high, &low, &scale, &norm)
                self.high += high
                self.low += low
                scales.append(scale)
                norms.append(norm)
            }
        }

        func with<R>(_ x: [Float], _ body: (tk_planes, tk_head_input) -> R) -> R {
            high.withUnsafeBufferPointer { high in
                low.withUnsafeBufferPointer { low in
                    scales.withUnsafeBufferPointer { scales in
                        norms.withUnsafeBufferPointer { norms in
                            upper.withUnsafeMutableBufferPointer { upper in
                                lower.withUnsafeMutableBufferPointer { lower in
                                    var input = tk_head_input(
                                        hi: upper.baseAddress!, lo: lower.baseAddress!, sum: 0, shifted: 0, scale: 0,
                                        largest: 0, norm: 0, limit: 0)
                                    tk_head_quantize(
                                        TK_ISA_SCALAR, x, Int32(columns), upper.baseAddress!, lower.baseAddress!,
                                        &input)
                                    let planes = tk_planes(
                                        high: high.baseAddress!, low: low.baseAddress!, scales: scales.baseAddress!,
                                        low_norms: norms.baseAddress!, rows: Int32(scales.count),
                                        columns: Int32(columns))
                                    return body(planes, input)
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    @Test("the bytes of a packed row")
    func packing() {
        var row = [Float](repeating: 0, count: 130)
        row[0] = 120
        row[64] = -120
        row[1] = -8
        row[129] = 3
        let head = Head([row])
        #expect(tk_plane_row_bytes(130) == 128 && tk_plane_row_bytes(128) == 64)
        #expect(head.scales == [1])
        // 240 and 7, 121 and 130, and in the second block 120 and 123, 130 and 120: each the weight, 120 and the dither of its
        // column, in nibbles of column j and j + 64.
        #expect([0, 1, 64, 65, 128, 129].map(tk_plane_dither) == [0, 9, 7, 10, 0, 7])
        #expect(head.high[0] == 0x0F && head.low[0] == 0x70)
        #expect(head.high[1] == 0x87 && head.low[1] == 0x29)
        #expect(head.high[64] == 0x77 && head.low[64] == 0xB8)
        #expect(head.high[65] == 0x78 && head.low[65] == 0x82)
    }

    @Test("an input in 15 bits")
    func input() {
        let head = Head([[1, 1, 1, 1]])
        head.with([16319, -16319, 64, 63]) { _, input in
            #expect(input.scale == 1 && input.sum == 127)
            // Shifted by 120 and the dithers 0, 9, 0, 0.
            #expect(input.shifted == 120 * 127 - 9 * 16319)
            #expect((0..<5).map { input.hi[$0] } == [127, -127, 1, 0, 0])
            #expect((0..<5).map { input.lo[$0] } == [63, -63, -64, 63, 0])
        }
    }

    @Test("logits, their coarse form, its bound and the best row")
    func logits() {
        // Scale 1 each; against x = (16319, 0, -1) in steps of 1.
        let head = Head([[120, 5, 0], [-120, 5, 7], [3, 120, -90]])
        head.with([16319, 0, -1]) { planes, input in
            var logits = [Float](repeating: 0, count: 3)
            tk_planes_rows(TK_ISA_SCALAR, planes, input, 0, 3, &logits)
            let wanted: [Float] = [1_958_280, -1_958_287, 49_047]  // 120 x, -120 x - 7, 3 x + 90
            #expect(logits == wanted)
            var coarse = logits
            var bound = logits
            tk_planes_coarse_rows(TK_ISA_SCALAR, planes, input, 0, 3, &coarse, &bound)
            // Both columns have the dither 0. w8 + 120 is 240, 0 and 123 in the first column, 120, 127 and 30 in the third: high
            // nibbles 15, 0, 7 and 7, 7, 1. With 7.5 for the low ones: 127.5, -112.5, -0.5 and -0.5, -0.5, -96.5.
            let near: [Float] = [127.5 * 16319 + 0.5, -112.5 * 16319 + 0.5, -0.5 * 16319 + 96.5]
            #expect(coarse == near)
            for row in 0..<3 { #expect(abs(coarse[row] - logits[row]) <= bound[row]) }
            var logit: Float = 0
            var examined: Int32 = 0
            #expect(tk_planes_best(TK_ISA_SCALAR, planes, input, coarse, bound, &logit, &examined) == 0)
            #expect(logit == logits[0] && examined == 1)
        }
    }

    @Test("the dither is as even as thrown coins, in every row of columns and from one to the next")
    func dither() {
        let dithers = (0..<65_536).map { tk_plane_dither(Int32($0)) }
        for start in stride(from: 0, to: 65_536, by: 16_384) {
            var counts = [Int](repeating: 0, count: 16)
            for value in dithers[start..<start + 16_384] { counts[Int(value)] += 1 }
            // 1,024 each, with a deviation of 31.
            #expect(counts.allSatisfy { abs($0 - 1_024) < 5 * 31 })
        }
        for lag in [1, 2, 3, 4, 16, 64, 128, 2_560] {
            let products = zip(dithers, dithers.dropFirst(lag)).map { (Double($0) - 7.5) * (Double($1) - 7.5) }
            let deviation = 21.25 * Double(products.count).squareRoot()
            #expect(abs(products.reduce(0, +)) < 5 * deviation)
        }
    }

    @Test("of equal logits the first is the best")
    func ties() {
        let head = Head([[1, 2], [4, 8], [4, 8], [-4, 8]])
        head.with([1, 1]) { planes, input in
            var (coarse, bound) = ([Float](repeating: 0, count: 4), [Float](repeating: 0, count: 4))
            tk_planes_coarse_rows(TK_ISA_SCALAR, planes, input, 0, 4, &coarse, &bound)
            var logit: Float = 0
            #expect(tk_planes_best(TK_ISA_SCALAR, planes, input, coarse, bound, &logit, nil) == 1)
        }
    }

    @Test("half precision")
    func halves() {
        var x = [Float](repeating: 0, count: 6)
        tk_f16_expand(TK_ISA_SCALAR, [0x3C00, 0xC000, 0x0001, 0x7BFF, 0x0400, 0x7C00], 6, &x)
        #expect(x == [1, -2, 0x1p-24, 65504, 0x1p-14, .infinity])
        var bits = [UInt16](repeating: 9, count: 6)
        let numbers: [Float] = [0x1.002p0, 0x1.006p0, 0x1p-25, 0x1.8p-24, 1e9, -.infinity]
        tk_f32_to_f16(TK_ISA_SCALAR, numbers, 6, &bits)
        #expect(bits == [0x3C00, 0x3C02, 0x0000, 0x0002, 0x7BFF, 0xFBFF])
    }

    @Test("keys and values in int8")
    func store() {
        var values = [Int8](repeating: 9, count: 4)
        var scale: Float = -1
        tk_kv_store(TK_ISA_SCALAR, TK_KV_I8, [254, -254, 3, 1], 4, &values, &scale)
        #expect(scale == 2 && values == [127, -127, 2, 0])
        tk_kv_store(TK_ISA_SCALAR, TK_KV_I8, [0, 0, 0, -0.0], 4, &values, &scale)
        #expect(scale == 0 && values == [0, 0, 0, 0])
        #expect([TK_KV_F32, TK_KV_F16, TK_KV_I8].map(tk_kv_element_bytes) == [4, 2, 1])
    }
}
