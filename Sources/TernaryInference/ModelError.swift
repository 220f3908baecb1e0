public import ModelFile

/// Why a model cannot be run, or not with these tokens.
public enum ModelError: Error, Sendable, Hashable {
    /// Its file cannot be used.
    case file(ModelFileError)
    /// A cap of the instruction set is no name of one.
    case unknownInstructionSet(String)
    /// A cap of the instruction set names one of another kind of processor.
    case foreignInstructionSet(String)
    /// An option is out of its bounds.
    case badOption(name: String, value: Int, allowed: ClosedRange<Int>)
    /// The context has no room for so many tokens.
    case contextFull(capacity: Int, needed: Int)
    /// A token that the model does not have.
    case tokenOutOfRange(Int32, vocabulary: Int)
    /// The model came without a tokenizer.
    case noTokenizer(path: String)
    /// The model was not made for a chat; the dialect that it speaks, if any.
    case noChat(path: String, dialect: String?)
    /// A grammar speaks of a control token that the model does not have.
    case unknownControl(String)
    /// The memory for a context is not to be had.
    case outOfMemory(bytes: Int)
}

extension ModelError: CustomStringConvertible {
    /// What is wrong and what to do about it.
    public var description: String {
        switch self {
        case .file(let error):
            "\(error)"
        case .unknownInstructionSet(let name):
            "\"\(name)\" is no instruction set; use scalar, avx2, avxvnni, avx512vnni, neon, dotprod or i8mm, or none"
        case .foreignInstructionSet(let name):
            "the instruction set \(name) belongs to another kind of processor; leave it out to have the best one chosen"
        case .badOption(let name, let value, let allowed):
            "\(name) is \(value) and must be \(allowed.lowerBound) to \(allowed.upperBound)"
        case .contextFull(let capacity, let needed):
            "the text needs \(needed) tokens and the context has room for \(capacity); shorten it or raise the context length"
        case .tokenOutOfRange(let token, let vocabulary):
            "token \(token) is not one of the model's \(vocabulary) tokens (0 to \(vocabulary - 1))"
        case .noTokenizer(let path):
            "\(path) has no tokenizer, so that it cannot read text; import it again from a folder with a tokenizer.json"
        case .noChat(let path, "pilot"):
            "\(path) is no chat model: it only turns sentences about a home into calls. "
                + "Talk to the agent instead (trivet chat, or trivet chat --local), or name a model that converses, such as BitNet b1.58 2B4T"
        case .noChat(let path, let dialect):
            "\(path) is no chat model: it speaks \(dialect.map { "the dialect \"\($0)\"" } ?? "no dialect that is known"); "
                + "import BitNet b1.58 2B4T with its tokenizer, or another model that converses in its form"
        case .unknownControl(let name):
            "the grammar uses the control token \"\(name)\", which this model does not have; "
                + "use a model that was trained for this dialect"
        case .outOfMemory(let bytes):
            "there is no memory for a context of \(bytes) bytes; choose a smaller context length"
        }
    }
}
