import ModelFile

/// A message of a chat.
public struct ChatMessage: Sendable, Hashable {
    /// Who speaks.
    public enum Role: String, Sendable, Hashable, CaseIterable {
        /// Who tells the model how to behave.
        case system = "System"
        /// The person.
        case user = "User"
        /// The model.
        case assistant = "Assistant"
    }

    /// Who speaks.
    public var role: Role
    /// What is said.
    public var content: String

    /// A message.
    public init(_ role: Role, _ content: String) {
        self.role = role
        self.content = content
    }
}

/// The chat form of BitNet b1.58 2B4T: `System: …<|eot_id|>User: …<|eot_id|>Assistant: `, no line ends, one begin token.
///
/// Content is data: text that looks like a control token stays text. A message has the tokens that the published template
/// gives it, role and content as one text (`joint`). What the model says itself is kept as the tokens that it said, which is
/// how it is written where the model was trained (`separate`): so a cache that grows with the chat never differs from the
/// chat written anew.
public struct ChatForm: Sendable {
    /// How the role and the content of a message are cut into tokens.
    public enum Cut: Sendable, Hashable {
        /// As one text, as the published chat template does.
        case joint
        /// Each by itself, as the published training code does.
        case separate
    }

    /// The tokens of `Assistant: `, behind which the model goes on.
    public let header: [Int32]
    /// The token that begins every chat.
    public let begin: Int32
    /// The token behind every message.
    public let endOfTurn: Int32
    private let ends: Set<Int32>
    private let tokenizer: Tokenizer

    /// The name of the dialect that is spoken so.
    public static let dialect = "bitnet"

    /// The form for a tokenizer; nil if that lacks the tokens of the form. `endTokens` end an answer too.
    public init?(_ tokenizer: Tokenizer, endTokens: [Int] = []) {
        guard let begin = tokenizer.control("begin_of_text"), let endOfTurn = tokenizer.control("eot_id") else {
            return nil
        }
        self.tokenizer = tokenizer
        self.begin = begin
        self.endOfTurn = endOfTurn
        ends = Set(endTokens.map { Int32($0) } + [endOfTurn] + [tokenizer.control("end_of_text")].compactMap(\.self))
        header = tokenizer.encode("\(ChatMessage.Role.assistant.rawValue): ")
    }

    /// The form for a model that is spoken to so.
    public init(for model: TernaryModel) throws(ModelError) {
        guard model.metadata.dialect == Self.dialect,
            let form = ChatForm(try model.requireTokenizer(), endTokens: model.metadata.endTokens)
        else { throw .noChat(path: model.file.path, dialect: model.metadata.dialect) }
        self = form
    }

    /// A whole chat, with the begin token, and with the header behind it if the model is to go on.
    public func tokens(of messages: [ChatMessage], isAnswered: Bool = true, cut: Cut = .joint) -> [Int32] {
        [begin] + messages.flatMap { tokens(of: $0, cut: cut) } + (isAnswered ? header : [])
    }

    /// A message with the token behind it.
    public func tokens(of message: ChatMessage, cut: Cut = .joint) -> [Int32] {
        let role = "\(message.role.rawValue): "
        let content = Self.stripped(message.content)
        switch cut {
        case .joint: return tokenizer.encode(role + content) + [endOfTurn]
        case .separate: return tokenizer.encode(role) + tokenizer.encode(content) + [endOfTurn]
        }
    }

    /// True if the token ends an answer: one of the end tokens, or another control token, which has no text.
    public func ends(_ token: Int32) -> Bool { ends.contains(token) || tokenizer.controlName(token) != nil }

    /// The bytes of a token of an answer.
    func bytes(of token: Int32) -> [UInt8] { tokenizer.bytes(of: token) }

    /// The text without white space at its ends, by the rule of the published template's language.
    private static func stripped(_ text: String) -> String {
        func isSpace(_ scalar: Unicode.Scalar) -> Bool {
            scalar.properties.isWhitespace || (0x1C...0x1F).contains(scalar.value)
        }
        let scalars = text.unicodeScalars
        guard let first = scalars.firstIndex(where: { !isSpace($0) }),
            let last = scalars.lastIndex(where: { !isSpace($0) })
        else { return "" }
        return String(scalars[first...last])
    }
}
