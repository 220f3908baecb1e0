/// A YAML file that was read: its tree, as far as it could be built, and every mistake that was found on the way.
public struct YAMLDocument: Sendable {
    /// The name of the file, as messages show it.
    public var file: String
    /// The value at the top; nil if the file is empty or cannot be read.
    public var root: YAMLNode?
    /// The mistakes, in the order of the file.
    public var diagnostics: [Diagnostic]

    /// Reads bytes of any kind. It never fails: what is wrong ends up in `diagnostics`.
    public init(parsing bytes: [UInt8], file: String, limits: YAMLLimits = YAMLLimits()) {
        self.file = file
        guard bytes.count <= limits.maximumBytes else {
            let message = "the file has \(bytes.count) bytes; the limit is \(limits.maximumBytes)"
            diagnostics = [Diagnostic(file: file, message: message)]
            return
        }
        if let mistake = TextCheck.firstMistake(in: bytes) {
            diagnostics = [Diagnostic(file: file, at: mistake.position, message: mistake.message)]
            return
        }
        var builder = TreeBuilder(file: file, limits: limits)
        builder.build(from: bytes)
        root = builder.root
        diagnostics = builder.diagnostics
    }
}
