import DecodingGrammar
import ModelFile
import TernaryInference

extension Bench {
    /// A decoder over as many tokens as Llama 3 has.
    static func masks() throws {}
}
