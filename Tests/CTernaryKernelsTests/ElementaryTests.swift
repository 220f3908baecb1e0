import CTernaryKernels
import Testing

#if canImport(Glibc)
    import Glibc
#endif

@Suite("Elementary functions and rotary tables")
struct ElementaryTests {
    /// Distance in units of the last place of `reference`.
    func distance(_ x: Double, _ reference: Double) -> Double { abs(x - reference) / reference.ulp }

    @Test("own logarithm and exponential are within 2 ulp of the system's")
    func logarithmAndExponential() {
        for i in 1..<20_000 {
            let x = Double(i) * 0.0703 - 700
            #expect(distance(tk_exp(x), exp(x)) <= 2)
            #expect(distance(tk_log(exp(x)), log(exp(x))) <= 2)
            #expect(distance(tk_log(Double(i) / 777), log(Double(i) / 777)) <= 2)
        }
        #expect(tk_log(0) == -.infinity && tk_log(-1).isNaN && tk_log(.infinity) == .infinity && tk_log(1) == 0)
        #expect(tk_exp(0) == 1 && tk_exp(710) == .infinity && tk_exp(-.infinity) == 0 && tk_exp(.nan).isNaN)
    }

    @Test("own sine and cosine are within 1e-15 of the system's")
    func sineAndCosine() {
        for i in -20_000..<20_000 {
            let x = Double(i) * 3.717
            #expect(abs(tk_sin(x) - sin(x)) < 1e-15)
            #expect(abs(tk_cos(x) - cos(x)) < 1e-15)
        }
        #expect(tk_sin(0) == 0 && tk_cos(0) == 1)
    }

    @Test("own float exponential is within 2e-7")
    func floatExponential() {
        for i in 0..<17_000 {
            let x = Float(i) / 100 - 86.9
            guard x < 88.7 else { break }
            let wanted = exp(Double(x))
            #expect(abs(Double(tk_expf(x)) - wanted) < 2e-7 * wanted)
        }
        #expect(tk_expf(0) == 1 && tk_expf(-88) == 0 && tk_expf(89) == .infinity && tk_expf(.nan).isNaN)
    }

    @Test("frequencies equal the reference bit for bit")
    func frequencies() {
        var frequencies = [Float](repeating: 0, count: 64)
        tk_rope_frequencies(500_000, 128, &frequencies)
        #expect(frequencies == ReferenceVectors.inverseFrequencies)
    }

    @Test("the table and a rotation at position 4095 equal the reference")
    func rotation() {
        var cosines = [Float](repeating: 0, count: 2 * 64)
        var sines = cosines
        tk_rope_table(ReferenceVectors.inverseFrequencies, 128, 4094, 2, &cosines, &sines)
        for i in 0..<64 {  // the reference's own sine is off by an ulp here and there
            #expect(abs(cosines[64 + i] - ReferenceVectors.cosinesAt4095[i]) <= 6e-8)
            #expect(abs(sines[64 + i] - ReferenceVectors.sinesAt4095[i]) <= 6e-8)
        }
        var x = ReferenceVectors.ropeInput
        tk_rope_apply(TK_ISA_SCALAR, &x, 1, 128, Array(cosines[64...]), Array(sines[64...]))
        for (mine, reference) in zip(x, ReferenceVectors.ropeOutputAt4095) { #expect(abs(mine - reference) < 5e-7) }
    }
}
