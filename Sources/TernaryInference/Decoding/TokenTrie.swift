import DecodingGrammar

/// All tokens of text as a tree of bytes, to find those that a grammar allows without looking at each.
struct TokenTrie: Sendable {
    private struct Node: Sendable {
        var byte: UInt8
        var token: Int32 = -1
        var firstChild: Int32 = -1
        var nextSibling: Int32 = -1
    }

    private var nodes = [Node(byte: 0)]

    init(_ tokenizer: Tokenizer) {
        var sorted: [(bytes: [UInt8], token: Int32)] = []
        for token in 0..<Int32(tokenizer.count) {
            let bytes = tokenizer.bytes(of: token)
            if !bytes.isEmpty { sorted.append((bytes, token)) }
        }
        sorted.sort { $0.bytes.lexicographicallyPrecedes($1.bytes) }
        // In this order a new node is always the last child of its parent.
        var path: [(byte: UInt8, node: Int)] = []
        var lastChild: [Int] = [-1]
        for (bytes, token) in sorted {
            var common = 0
            while common < min(path.count, bytes.count), path[common].byte == bytes[common] { common += 1 }
            path.removeSubrange(common...)
            for byte in bytes[common...] {
                let parent = path.last?.node ?? 0
                let node = nodes.count
                nodes.append(Node(byte: byte))
                if lastChild[parent] < 0 {
                    nodes[parent].firstChild = Int32(node)
                } else {
                    nodes[lastChild[parent]].nextSibling = Int32(node)
                }
                lastChild[parent] = node
                lastChild.append(-1)
                path.append((byte, node))
            }
            nodes[path.last!.node].token = token
        }
    }

    /// The tokens whose bytes may follow a state, and the states behind them.
    func allowed(_ automaton: GrammarAutomaton, from state: GrammarState, into found: inout [(Int32, GrammarState)]) {
        walk(0, automaton, state, &found)
    }

    private func walk(
        _ parent: Int32, _ automaton: GrammarAutomaton, _ state: GrammarState, _ found: inout [(Int32, GrammarState)]
    ) {
        var child = nodes[Int(parent)].firstChild
        if child < 0 { return }
        let bytes = automaton.allowedBytes(state)
        if bytes.isEmpty { return }
        while child >= 0 {
            let node = nodes[Int(child)]
            if bytes.contains(node.byte), let next = automaton.advance(state, byte: node.byte) {
                if node.token >= 0 { found.append((node.token, next)) }
                walk(child, automaton, next, &found)
            }
            child = node.nextSibling
        }
    }
}
