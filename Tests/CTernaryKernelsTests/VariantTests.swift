import CKernelHarness
import CTernaryKernels
import Testing

/// The variants of this build, by name.
let variants: [tk_isa] = (0..<TK_ISA_COUNT).map { tk_isa(rawValue: UInt32($0)) }.filter(tk_isa_compiled)

func name(_ isa: tk_isa) -> String { String(cString: tk_isa_name(isa)) }

@Suite("Every variant computes the bits of the scalar one")
struct VariantTests {
    @Test("seeded shapes, tails and extremes", arguments: variants.map(name))
    func sameBits(variant: String) throws {
        let isa = try #require(variants.first { name($0) == variant })
        guard tk_isa_available(isa) else {
            print("kernels: \(variant) skipped, this CPU lacks it")
            return
        }
        for seed: UInt64 in 1...4 {
            var report = [CChar](repeating: 0, count: 512)
            let result = tkh_compare(isa, seed, 250, &report, report.count)
            let text = String(decoding: report.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            #expect(result.failures == 0, "seed \(seed): \(text)")
            #expect(result.checks > 1000)
        }
    }

    /// The answer must not depend on the board: this number was computed on x86-64 and on arm64.
    /// It is one of the kernels and of the cases: with another case in the harness it is another number.
    @Test("the scalar kernels compute what they always did, on every machine")
    func digest() {
        var report = [CChar](repeating: 0, count: 512)
        let result = tkh_compare(TK_ISA_SCALAR, 20_250_415, 40, &report, report.count)
        #expect(result.digest == 0xbee2_dcab_acc1_2635)
    }
}
