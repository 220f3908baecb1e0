/// Builds the tree from events and collects what is wrong: a syntax error ends the reading, everything else goes on.
struct TreeBuilder {
    private(set) var root: YAMLNode?
    private(set) var diagnostics: [Diagnostic] = []

    private let file: String
    private let limits: YAMLLimits
    private var nodes = 0
    private var documents = 0
    private var open: [Frame] = []

    /// A list or mapping whose end has not come yet.
    private struct Frame {
        var position: Position
        var isMapping: Bool
        var items: [YAMLNode] = []
        var entries: [YAMLEntry] = []
        var keys: [String: Position] = [:]
        /// The key that waits for its value; `isLost` if it is no key that can be kept.
        var key: (text: String, position: Position, isLost: Bool)?
    }

    init(file: String, limits: YAMLLimits) {
        self.file = file
        self.limits = limits
    }

    /// Reads all events.
    mutating func build(from bytes: [UInt8]) {
        bytes.withUnsafeBufferPointer { buffer in
            guard var stream = EventStream(buffer) else {
                report("there is no memory to read the file", at: .start)
                return
            }
            do throws(YAMLSyntaxError) {
                while take(try stream.next()) {}
            } catch {
                report(error.message + YAMLHint.hint(for: error.message), at: error.position)
                closeAll()
            }
        }
    }

    /// Takes one event; false when the reading ends.
    private mutating func take(_ event: YAMLEvent) -> Bool {
        switch event.kind {
        case .streamStart, .documentEnd: return true
        case .streamEnd: return false
        case .documentStart:
            documents += 1
            guard documents == 1 else {
                report("a second document begins here; keep one document in a file", at: event.position)
                return false
            }
            return true
        case .alias(let name):
            report("*\(name) repeats an anchor, which is not supported; write the value out", at: event.position)
            return add(YAMLNode(position: event.position, content: .scalar(YAMLScalar(text: "", isQuoted: true))))
        case .scalar(let scalar, let tag):
            refuse(tag, at: event.position)
            return add(YAMLNode(position: event.position, content: .scalar(scalar)))
        case .sequenceStart(let tag):
            refuse(tag, at: event.position)
            return begin(Frame(position: event.position, isMapping: false))
        case .mappingStart(let tag):
            refuse(tag, at: event.position)
            return begin(Frame(position: event.position, isMapping: true))
        case .sequenceEnd, .mappingEnd: return close()
        }
    }

    private mutating func begin(_ frame: Frame) -> Bool {
        guard open.count < limits.maximumDepth else {
            report("values are nested deeper than \(limits.maximumDepth) levels; make it flatter", at: frame.position)
            return false
        }
        open.append(frame)
        return true
    }

    private mutating func close() -> Bool {
        guard let frame = open.popLast() else { return false }
        let content: YAMLNode.Content = frame.isMapping ? .mapping(frame.entries) : .sequence(frame.items)
        return add(YAMLNode(position: frame.position, content: content))
    }

    /// Closes what is open after an error, so that the part that was read can still be checked.
    private mutating func closeAll() {
        while !open.isEmpty { _ = close() }
    }

    private mutating func add(_ node: YAMLNode) -> Bool {
        nodes += 1
        guard nodes <= limits.maximumNodes else {
            report("the file has more than \(limits.maximumNodes) values; split it", at: node.position)
            return false
        }
        guard var frame = open.popLast() else {
            root = node
            return true
        }
        if !frame.isMapping {
            frame.items.append(node)
        } else if let key = frame.key {
            frame.key = nil
            if !key.isLost {
                frame.entries.append(YAMLEntry(key: key.text, keyPosition: key.position, value: node))
            }
        } else {
            frame.key = self.key(from: node, in: &frame)
        }
        open.append(frame)
        return true
    }

    private mutating func key(
        from node: YAMLNode, in frame: inout Frame
    ) -> (text: String, position: Position, isLost: Bool) {
        guard case .scalar(let scalar) = node.content else {
            report("a key must be text, not \(node.kindName)", at: node.position)
            return ("", node.position, true)
        }
        if let first = frame.keys[scalar.text] {
            let text = scalar.text.shortened
            report("\"\(text)\" is here twice, first in line \(first.line); keep one of them", at: node.position)
            return ("", node.position, true)
        }
        frame.keys[scalar.text] = node.position
        return (scalar.text, node.position, false)
    }

    private mutating func refuse(_ tag: String?, at position: Position) {
        guard let tag else { return }
        report("the tag \(tag.shortened) is not supported; remove it", at: position)
    }

    private mutating func report(_ message: String, at position: Position) {
        diagnostics.append(Diagnostic(file: file, at: position, message: message))
    }
}

/// What to do about the errors of libyaml that people meet most.
enum YAMLHint {
    static func hint(for message: String) -> String {
        if message.contains("found character that cannot start any token") {
            return "; indent with spaces, not tabs, and put text that begins with @, %, or ` in quotes"
        }
        if message.contains("mapping values are not allowed") { return "; put text that contains ': ' in quotes" }
        if message.contains("did not find expected key") { return "; check the indentation of this line" }
        if message.contains("could not find expected ':'") { return "; a key needs a colon and a space" }
        if message.contains("unexpected end of stream") { return "; a quote or bracket is still open" }
        return ""
    }
}
