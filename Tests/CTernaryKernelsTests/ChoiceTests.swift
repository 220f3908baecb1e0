import CTernaryKernels
import Testing

#if canImport(Glibc)
    import Glibc
#endif

@Suite("Choosing a variant")
struct ChoiceTests {
    static let capped = getenv("TRIVET_ISA").map { $0.pointee != 0 } ?? false

    func choose(_ cap: String?) -> (tk_choice, tk_isa) {
        var isa = TK_ISA_I8MM
        let choice = cap.map { tk_choose_isa($0, &isa) } ?? tk_choose_isa(nil, &isa)
        return (choice, isa)
    }

    @Test("names are those that TRIVET_ISA takes")
    func names() {
        let names = (0..<TK_ISA_COUNT).map { name(tk_isa(rawValue: UInt32($0))) }
        #expect(names == ["scalar", "avx2", "avxvnni", "avx512vnni", "neon", "dotprod", "i8mm"])
        #expect(name(tk_isa(rawValue: 99)) == "unknown")
        #expect(!tk_isa_compiled(tk_isa(rawValue: 99)))
    }

    @Test("scalar always runs, and can be asked for")
    func scalar() {
        #expect(tk_isa_available(TK_ISA_SCALAR))
        #expect(choose("scalar") == (TK_CHOICE_OK, TK_ISA_SCALAR))
    }

    @Test("without a cap the last available variant is taken", .enabled(if: !capped))
    func fastest() {
        let best = variants.last(where: tk_isa_available)
        #expect(choose(nil) == (TK_CHOICE_OK, best ?? TK_ISA_SCALAR))
        #expect(choose("") == (TK_CHOICE_OK, best ?? TK_ISA_SCALAR))
    }

    @Test("a cap is a cap", .enabled(if: !capped), arguments: variants.map(name))
    func caps(cap: String) throws {
        let limit = try #require(variants.first { name($0) == cap })
        let best = variants.last { $0.rawValue <= limit.rawValue && tk_isa_available($0) }
        #expect(choose(cap) == (TK_CHOICE_OK, best ?? TK_ISA_SCALAR))
    }

    @Test("mistakes are told apart and leave scalar")
    func mistakes() {
        #expect(choose("sse9") == (TK_CHOICE_UNKNOWN_NAME, TK_ISA_SCALAR))
        #if arch(x86_64)
            #expect(choose("dotprod") == (TK_CHOICE_OTHER_ARCHITECTURE, TK_ISA_SCALAR))
        #elseif arch(arm64)
            #expect(choose("avx2") == (TK_CHOICE_OTHER_ARCHITECTURE, TK_ISA_SCALAR))
        #endif
    }

    @Test("a variant that this build lacks runs as scalar")
    func fallback() {
        let x: [Float] = [1, 2, 3]
        #expect(tk_dot(tk_isa(rawValue: 99), x, x, 3) == 14)
    }
}
