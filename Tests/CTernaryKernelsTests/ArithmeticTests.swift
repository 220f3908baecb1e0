import CTernaryKernels
import Testing

#if canImport(Glibc)
    import Glibc
#endif

/// What the scalar kernels mean; the other variants are compared with them elsewhere.
@Suite("Arithmetic")
struct ArithmeticTests {
    let isa = TK_ISA_SCALAR

    @Test("activation quantisation, exactly", arguments: ReferenceVectors.quantizations.indices)
    func quantize(index: Int) {
        let vector = ReferenceVectors.quantizations[index]
        var q = [Int8](repeating: 99, count: 128)
        var sum: Int32 = -1
        let scale = tk_quantize(isa, vector.x, Int32(vector.x.count), &q, 128, &sum)
        #expect(scale == vector.scale, "\(vector.name)")
        #expect(Array(q.prefix(vector.q.count)) == vector.q, "\(vector.name)")
        #expect(q.dropFirst(vector.q.count).allSatisfy { $0 == 0 })
        #expect(sum == vector.q.reduce(0) { $0 + Int32($1) })
    }

    @Test("a product is (sum / s) * scale in that order")
    func product() {
        let trits: [Int8] = [1, 0, -1, 1, 1, 1, -1, -1, -1, 0, 0, 0]  // [4, 3]
        var codes = [UInt8](repeating: 0, count: tk_ternary_bytes(TK_TERNARY_TILES2, 4, 3))
        #expect(tk_ternary_pack(TK_TERNARY_TILES2, trits, 4, 3, &codes))
        var q = [Int8](repeating: 0, count: 128)
        q.replaceSubrange(0..<3, with: [127, -3, 50])
        var y = [Float](repeating: -7, count: 5)
        q.withUnsafeBufferPointer { q in
            codes.withUnsafeBufferPointer { codes in
                let s: [Float] = [3.7]
                let sums: [Int32] = [174]
                s.withUnsafeBufferPointer { s in
                    sums.withUnsafeBufferPointer { sums in
                        tk_ternary_matmul(
                            isa,
                            tk_ternary_matrix(
                                codes: codes.baseAddress!, rows: 4, columns: 3, scale: 1.4453125,
                                layout: TK_TERNARY_TILES2),
                            tk_activations(
                                values: q.baseAddress!, scales: s.baseAddress!, sums: sums.baseAddress!, tokens: 1,
                                stride: 128),
                            &y, 5, 0, 4)
                    }
                }
            }
        }
        let wanted = [77, 174, -174, 0].map { Float($0) / 3.7 * 1.4453125 }
        #expect(Array(y.prefix(4)) == wanted)
        #expect(y[4] == -7)
    }

    @Test("RMS norm", arguments: ReferenceVectors.norms.indices)
    func norm(index: Int) {
        let vector = ReferenceVectors.norms[index]
        var y = [Float](repeating: 0, count: vector.x.count)
        tk_rms_norm(isa, vector.x, vector.weight, Int32(vector.x.count), vector.epsilon, &y)
        for (mine, reference) in zip(y, vector.y) {
            #expect(abs(mine - reference) <= 4e-7 * max(abs(reference), 1e-30), "\(vector.name)")
        }
    }

    @Test("squared rectifier, on the gate only")
    func relu2() {
        var y = [Float](repeating: 9, count: 6)
        tk_relu2_mul(isa, [-3, -0.0, 0, 0.5, 2, 300], [5, 5, 5, 1, -1, 1], 6, &y)
        #expect(y == [0, 0, 0, 0.25, -4, 90000])
    }

    @Test("bf16 rows")
    func head() {
        let one: UInt16 = 0x3F80
        let minusTwo: UInt16 = 0xC000
        var y = [Float](repeating: 9, count: 3)
        tk_bf16_rows_dot(isa, [one, one, one, minusTwo, minusTwo, one], 2, [3, 10], 1, 3, &y)
        #expect(y == [9, -17, 4])
        tk_bf16_listed_rows_dot(isa, [one, one, one, minusTwo, minusTwo, one], 2, [3, 10], [2, 0], 2, &y)
        #expect(y == [4, 13, 4])
        tk_bf16_expand(isa, [one, minusTwo], 2, &y)
        #expect(y == [1, -2, 4])
    }

    @Test("attention equals a plain computation in double")
    func attention() {
        let headDim = 32
        let positions = 21
        func value(_ i: Int) -> Float { Float((i * 7919) % 1009) / 504.5 - 1 }
        let query = (0..<headDim).map(value)
        let keys = (0..<headDim * positions).map { value($0 + 100) }
        let values = (0..<headDim * positions).map { value($0 * 3 + 5) }
        var scores = [Float](repeating: 0, count: positions)
        var out = [Float](repeating: 0, count: headDim)
        tk_attention_head(
            isa, query, keys, values, headDim, Int32(positions), Int32(headDim), 0.5, &scores, &out)

        let raw = (0..<positions).map { t in
            (0..<headDim).reduce(0.0) { $0 + Double(query[$1]) * Double(keys[t * headDim + $1]) } * 0.5
        }
        let exponentials = raw.map { exp($0 - raw.max()!) }
        let sum = exponentials.reduce(0, +)
        for t in 0..<positions { #expect(abs(Double(scores[t]) - exponentials[t] / sum) < 1e-6) }
        for i in 0..<headDim {
            let wanted = (0..<positions).reduce(0.0) { $0 + exponentials[$1] / sum * Double(values[$1 * headDim + i]) }
            #expect(abs(Double(out[i]) - wanted) < 1e-6)
        }
    }

    @Test("probabilities sum to one, and their logarithms agree")
    func probabilities() {
        let x = (0..<1000).map { Float(($0 * 37) % 101) / 5 - 10 }
        var p = [Float](repeating: 0, count: x.count)
        tk_softmax(isa, x, Int32(x.count), &p)
        #expect(abs(p.reduce(0, +) - 1) < 1e-5)
        let total = tk_log_sum_exp(isa, x, Int32(x.count))
        for i in stride(from: 0, to: x.count, by: 97) {
            #expect(abs(Double(x[i] - total) - tk_log(Double(p[i]))) < 1e-5)
        }
        #expect(tk_max(isa, x, Int32(x.count)) == x.max())
        var masked: [Float] = [-.infinity, 0, -.infinity]
        tk_softmax(isa, masked, 3, &masked)
        #expect(masked == [0, 1, 0])
    }
}
