/// Collects the mistakes of one file while it is read. It lives on one task, as long as the reading takes.
public final class YAMLContext {
    /// The name of the file, as messages show it.
    public let file: String
    /// What was found so far.
    public private(set) var diagnostics: [Diagnostic] = []

    /// A collector for a file.
    public init(file: String) {
        self.file = file
    }

    /// Notes a mistake.
    public func report(_ message: String, at position: Position) {
        diagnostics.append(Diagnostic(file: file, at: position, message: message))
    }
}
