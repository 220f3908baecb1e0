package import DecodingGrammar
import ModelFile

/// All tokens of text as a tree of bytes, to find those that a grammar allows without looking at each.
///
/// The nodes lie in the order in which a walk meets them, each with the place behind its last descendant: passing over
/// what a grammar forbids is one step, and walking on reads the next one in memory.
package struct TokenTrie: Sendable {
    private struct Node: Sendable {
        var token: Int32 = -1
        /// The first node that is not below this one.
        var end: Int32 = 0
        var byte: UInt8
    }

    private var nodes: [Node] = []

    /// The tree of all tokens that have bytes.
    package init(_ tokenizer: Tokenizer) {
        tokenizer.withTokens { count, bytes in
            // By their first eight bytes, as one number; the others are looked at where those are the same.
            var sorted: [(key: UInt64, token: Int32)] = []
            sorted.reserveCapacity(count)
            for token in 0..<count {
                let text = bytes(token)
                if text.isEmpty { continue }
                var key: UInt64 = 0
                for place in 0..<8 { key = key << 8 | (place < text.count ? UInt64(text[place]) : 0) }
                sorted.append((key, Int32(token)))
            }
            sorted.sort { left, right in
                if left.key != right.key { return left.key < right.key }
                let (one, other) = (bytes(Int(left.token)), bytes(Int(right.token)))
                if one.lexicographicallyPrecedes(other) { return true }
                return one.elementsEqual(other) && left.token < right.token
            }
            nodes.reserveCapacity(3 * sorted.count)
            var path: [(byte: UInt8, node: Int)] = []
            func close(_ depth: Int) {
                while path.count > depth { nodes[path.removeLast().node].end = Int32(nodes.count) }
            }
            for (_, token) in sorted {
                let text = bytes(Int(token))
                var common = 0
                while common < min(path.count, text.count), path[common].byte == text[common] { common += 1 }
                close(common)
                for byte in text[common...] {
                    path.append((byte, nodes.count))
                    nodes.append(Node(byte: byte))
                }
                // Of two tokens with the same bytes the lower one is what text becomes.
                if nodes[path.last!.node].token < 0 { nodes[path.last!.node].token = token }
            }
            close(0)
        }
    }

    /// The tokens whose bytes may follow a state, and the states behind them.
    package func allowed(
        _ automaton: GrammarAutomaton, from state: GrammarState, into found: inout [(Int32, GrammarState)]
    ) {
        nodes.withUnsafeBufferPointer { walk($0, 0, $0.count, automaton, state, &found) }
    }

    private func walk(
        _ nodes: UnsafeBufferPointer<Node>, _ start: Int, _ end: Int, _ automaton: GrammarAutomaton,
        _ state: GrammarState, _ found: inout [(Int32, GrammarState)]
    ) {
        if start == end { return }
        let bytes = automaton.allowedBytes(state)
        if bytes.isEmpty { return }
        var place = start
        while place < end {
            let node = nodes[place]
            let behind = Int(node.end)
            if bytes.contains(node.byte), let next = automaton.advance(state, byte: node.byte) {
                if node.token >= 0 { found.append((node.token, next)) }
                walk(nodes, place + 1, behind, automaton, next, &found)
            }
            place = behind
        }
    }
}
