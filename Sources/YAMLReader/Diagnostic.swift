/// One mistake in a file that a person wrote: where it is, what is wrong and what would be right.
public struct Diagnostic: Error, Sendable, Hashable {
    /// The path of the file as it was given.
    public var file: String
    /// The line, from 1.
    public var line: Int
    /// The column, from 1.
    public var column: Int
    /// What is wrong and what would be right, in one sentence.
    public var message: String

    /// A mistake at a place.
    public init(file: String, at position: Position = .start, message: String) {
        self.file = file
        self.line = position.line
        self.column = position.column
        self.message = message
    }
}

extension Diagnostic: CustomStringConvertible {
    /// `file:line:column: message`, the form that editors jump to.
    public var description: String { "\(file):\(line):\(column): \(message)" }
}

extension Diagnostic: Comparable {
    /// By file, then by place.
    public static func < (one: Diagnostic, other: Diagnostic) -> Bool {
        (one.file, one.line, one.column, one.message) < (other.file, other.line, other.column, other.message)
    }
}
