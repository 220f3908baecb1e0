import CKernelHarness
import CTernaryKernels
import Testing

@Suite("Half precision, head and attention: every variant computes the bits of the scalar one")
struct VectorVariantTests {
    @Test("seeded shapes, tails and extremes", arguments: variants.map(name))
    func sameBits(variant: String) throws {
        let isa = try #require(variants.first { name($0) == variant })
        guard tk_isa_available(isa) else {
            print("kernels: \(variant) skipped, this CPU lacks it")
            return
        }
        for seed: UInt64 in 1...2 {
            var report = [CChar](repeating: 0, count: 512)
            let result = tkh_compare_vectors(isa, seed, 80, &report, report.count)
            let text = String(decoding: report.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            #expect(result.failures == 0, "seed \(seed): \(text)")
            #expect(result.checks > 500)
        }
    }

    /// The answer must not depend on the board: this number was computed on x86-64 and on arm64.
    @Test("the scalar kernels compute what they always did, on every machine")
    func digest() {
        var report = [CChar](repeating: 0, count: 512)
        let result = tkh_compare_vectors(TK_ISA_SCALAR, 20_250_415, 40, &report, report.count)
        #expect(result.digest == 0x6f78_dcd4_7288_6a6e)
    }
}
