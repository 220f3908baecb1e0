/// A byte-pair tokenizer as a list: what becomes the prebuilt tables of a packed file.
public struct TokenizerDefinition: Sendable, Hashable {
    /// A merge of two tokens into one.
    public struct Merge: Sendable, Hashable {
        /// The token on the left.
        public var left: Int
        /// The token on the right.
        public var right: Int
        /// What they become.
        public var result: Int

        /// A merge.
        public init(left: Int, right: Int, result: Int) {
            self.left = left
            self.right = right
            self.result = result
        }
    }

    /// A token that no text spells.
    public struct Control: Sendable, Hashable {
        /// Its name, without angle brackets.
        public var name: String
        /// The token.
        public var token: Int

        /// A control token.
        public init(name: String, token: Int) {
            self.name = name
            self.token = token
        }
    }

    /// The bytes of each token by its number; empty for control tokens and for numbers that are not in use.
    public var tokens: [[UInt8]]
    /// The merges, the first one first.
    public var merges: [Merge]
    /// The control tokens.
    public var controls: [Control]
    /// True if a piece that is a token as a whole is taken as it is, even where merges do not lead to it.
    public var takesWholePieces: Bool

    /// A tokenizer.
    public init(tokens: [[UInt8]], merges: [Merge], controls: [Control], takesWholePieces: Bool = false) {
        self.tokens = tokens
        self.merges = merges
        self.controls = controls
        self.takesWholePieces = takesWholePieces
    }

    /// Everything that is wrong with it; empty for a tokenizer that can be packed.
    public var problems: [String] {
        var problems: [String] = []
        var seen: Set<[UInt8]> = []
        for (token, bytes) in tokens.enumerated() where !bytes.isEmpty && !seen.insert(bytes).inserted {
            problems.append("token \(token) has the same bytes as another one")
        }
        let lacking = (0...255).filter { !seen.contains([UInt8($0)]) }
        if !lacking.isEmpty {
            problems.append("\(lacking.count) bytes have no token of their own, the first is \(lacking[0])")
        }
        for (rank, merge) in merges.enumerated() {
            guard [merge.left, merge.right, merge.result].allSatisfy(tokens.indices.contains) else {
                problems.append("merge \(rank) names a token that is not there")
                continue
            }
            let (left, right, result) = (tokens[merge.left], tokens[merge.right], tokens[merge.result])
            if left.isEmpty || right.isEmpty || left.count + right.count != result.count || !result.starts(with: left)
                || !result.suffix(right.count).elementsEqual(right)
            {
                problems.append("merge \(rank) of \(merge.left) and \(merge.right) does not make \(merge.result)")
            }
        }
        var names: Set<String> = []
        for control in controls {
            if !tokens.indices.contains(control.token) || !tokens[control.token].isEmpty {
                problems.append("control \(control.name) is token \(control.token), which is text or not there")
            }
            if !names.insert(control.name).inserted { problems.append("control \(control.name) is there twice") }
        }
        return problems
    }
}
