import Agent
import TernaryInference

/// Segments of a prompt to tokens and back. Text never becomes a control token. A border between two segments is a border
/// between tokens: what is to be read as one text is one segment.
struct SegmentTokens: Sendable {
    let tokenizer: Tokenizer

    func tokens(of segments: [Segment]) throws(ModelError) -> [Int32] {
        var tokens: [Int32] = []
        for segment in segments {
            switch segment {
            case .text(let text): tokens += tokenizer.encode(text)
            case .control(let name):
                guard let token = tokenizer.control(name) else { throw .unknownControl(name) }
                tokens.append(token)
            }
        }
        return tokens
    }

    func segments(of tokens: [Int32]) -> [Segment] {
        var segments: [Segment] = []
        var bytes: [UInt8] = []
        func finishText() {
            if !bytes.isEmpty { segments.append(.text(String(decoding: bytes, as: UTF8.self))) }
            bytes = []
        }
        for token in tokens {
            if let name = tokenizer.controlName(token) {
                finishText()
                segments.append(.control(name))
            } else {
                bytes += tokenizer.bytes(of: token)
            }
        }
        finishText()
        return segments
    }
}
