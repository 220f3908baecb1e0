/// What is wrong with a file, where, and what to do about it.
public struct ModelFileError: Error, Sendable, Hashable {
    /// The file, or the folder of a checkpoint.
    public var path: String
    /// What is wrong with it.
    public var problem: Problem

    /// A problem of a file.
    public init(path: String, problem: Problem) {
        self.path = path
        self.problem = problem
    }

    /// The kinds of problems.
    public enum Problem: Sendable, Hashable {
        /// The operating system refused an operation.
        case system(operation: String, code: Int32, text: String)
        /// It is a folder, a device or another thing that cannot be mapped.
        case notARegularFile
        /// It is not a packed model; what it looks like instead, if that is known.
        case notAPackedModel(looksLike: String?)
        /// It was written in a version of the format that this program does not know.
        case unsupportedVersion(found: UInt32)
        /// The file says that it is longer (or shorter) than it is.
        case wrongLength(expected: UInt64, actual: UInt64)
        /// The bytes of a section are not those that were written.
        case checksum(section: String, expected: UInt64, actual: UInt64)
        /// A field does not make sense.
        case malformed(offset: UInt64, field: String, what: String)
        /// The JSON of a file cannot be read.
        case json(field: String, what: String)
        /// It is larger than such a file may be.
        case tooLarge(field: String, limit: UInt64, actual: UInt64)
        /// A model cannot be made of it, for all of these reasons.
        case unsuitable([String])
        /// It is no longer the file that was opened.
        case changed(Change)
    }

    /// What happened to a file while it was in use.
    public enum Change: Sendable, Hashable {
        /// It has another length.
        case resized(from: Int, to: Int)
        /// Somebody wrote into it.
        case written
        /// Some of its bytes could not be read.
        case unreadable
    }
}

extension ModelFileError: CustomStringConvertible {
    /// A sentence for people: the file, the problem, what to do.
    public var description: String { "\(path): \(problem)" }
}

extension ModelFileError.Problem: CustomStringConvertible {
    /// The problem and what to do about it.
    public var description: String {
        switch self {
        case .system(let operation, _, let text):
            "cannot \(operation): \(text)"
        case .notARegularFile:
            "is not a regular file; give the path of a model file"
        case .notAPackedModel(let looksLike?):
            "is not a packed Trivet model but \(looksLike); make one of it with `trivet model import`"
        case .notAPackedModel(nil):
            "is not a packed Trivet model (it does not begin with the bytes TRIVET); check the path, or make one from a "
                + "checkpoint folder with `trivet model import`"
        case .unsupportedVersion(let found):
            "is written in version \(found) of the format and this program reads versions 1 to \(PackedFormat.version); "
                + "import the model again with this program, or update the program"
        case .wrongLength(let expected, let actual):
            "should have \(expected) bytes and has \(actual): it was cut off or added to; copy or import it again"
        case .checksum(let section, let expected, let actual):
            "is damaged: the checksum of the \(section) is \(hexadecimal(actual)) and should be \(hexadecimal(expected)); "
                + "copy or import it again"
        case .malformed(let offset, let field, let what):
            "is damaged or foreign: \(field) at byte \(offset) \(what); copy or import it again"
        case .json(let field, let what):
            "\(field) cannot be read: \(what); compare with the file as it was published"
        case .tooLarge(let field, let limit, let actual):
            "\(field) has \(actual) bytes and at most \(limit) are allowed; check that it is the right file"
        case .unsuitable(let reasons):
            "no model can be made of it:" + reasons.map { "\n  - \($0)" }.joined()
        case .changed(.resized(let before, let now)):
            "had \(before) bytes when it was opened and has \(now) now; put a whole file in its place under a new name, "
                + "rename it, and start again"
        case .changed(.written):
            "was written to while it was in use; check it with `trivet model verify` and start again (a new file is best "
                + "put in its place by renaming)"
        case .changed(.unreadable):
            "could not be read: its disk reports errors, or it was cut for a while; check it with `trivet model verify` "
                + "and start again"
        }
    }
}

/// Sixteen hexadecimal digits.
func hexadecimal(_ value: UInt64) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
}
