import CTernaryKernels

/// The instruction sets that the kernels can use on this processor.
public enum InstructionSets {
    /// Their names, as `TRIVET_ISA` spells them, slower ones first; none above `cap` or above what the environment allows. A
    /// cap that is no name of one, or one of another kind of processor, is an error.
    public static func available(cap: String? = nil) throws(ModelError) -> [String] {
        let highest = try choose(cap)
        return (0..<UInt32(TK_ISA_COUNT)).map(tk_isa.init(rawValue:))
            .filter { tk_isa_available($0) && $0.rawValue <= highest.rawValue }
            .map { String(cString: tk_isa_name($0)) }
    }

    /// The best one not above the cap.
    static func choose(_ cap: String?) throws(ModelError) -> tk_isa {
        var isa = TK_ISA_SCALAR
        switch tk_choose_isa(cap, &isa) {
        case TK_CHOICE_OK: return isa
        case TK_CHOICE_OTHER_ARCHITECTURE: throw .foreignInstructionSet(cap ?? "in TRIVET_ISA")
        default: throw .unknownInstructionSet(cap ?? "the value of TRIVET_ISA")
        }
    }
}
