#if canImport(Glibc)
    import Glibc
#endif

/// Lines of a conversation from a person or a pipe.
enum InputLine {
    /// The next line that says something, with single spaces; nil at the end or after "quit".
    static func next() async -> String? {
        let isTerminal = isatty(STDIN_FILENO) == 1
        while true {
            if isTerminal { say("› ", terminator: "") }
            guard let line = await read() else {
                if isTerminal { say() }
                return nil
            }
            let text = line.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            if text.isEmpty { continue }
            return ["quit", "exit"].contains(text.lowercased()) ? nil : text
        }
    }

    /// Reads a line without keeping one of Swift's threads.
    private static func read() async -> String? {
        await withCheckedContinuation { continuation in
            let thread = Box(continuation)
            var id = pthread_t()
            pthread_create(
                &id, nil,
                { pointer in
                    let box = Unmanaged<Box>.fromOpaque(pointer!).takeRetainedValue()
                    box.continuation.resume(returning: readLine())
                    return nil
                }, Unmanaged.passRetained(thread).toOpaque())
            pthread_detach(id)
        }
    }

    private final class Box: Sendable {
        let continuation: CheckedContinuation<String?, Never>
        init(_ continuation: CheckedContinuation<String?, Never>) { self.continuation = continuation }
    }
}
