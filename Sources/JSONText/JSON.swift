/// A JSON value. Objects keep the order of their members, so that what is written reads like what was meant.
public enum JSON: Sendable, Hashable {
    /// `null`.
    case null
    /// `true` or `false`.
    case bool(Bool)
    /// A number. JSON has only one kind; whole numbers are exact up to 2^53.
    case number(Double)
    /// A string.
    case string(String)
    /// A list of values.
    case array([JSON])
    /// Members in the order in which they were written. Parsed objects never hold a key twice.
    case object([Member])

    /// One `"key": value` of an object.
    public struct Member: Sendable, Hashable {
        /// The name.
        public var key: String
        /// What it stands for.
        public var value: JSON

        /// A member of an object.
        public init(key: String, value: JSON) {
            self.key = key
            self.value = value
        }
    }

    /// How much a parser takes on. What is beyond is an error and never a crash.
    public struct Limits: Sendable, Hashable {
        /// How deep arrays and objects may lie in one another; never more than 1,000.
        public var maximumDepth: Int
        /// How many bytes of text are looked at.
        public var maximumBytes: Int

        /// Limits; by default 64 levels and 64 MiB.
        public init(maximumDepth: Int = 64, maximumBytes: Int = 64 << 20) {
            self.maximumDepth = min(maximumDepth, 1_000)
            self.maximumBytes = maximumBytes
        }
    }

    /// Parses one JSON text (RFC 8259, nothing more: no comments, no trailing commas, no byte order mark).
    public init(parsing bytes: some Collection<UInt8>, limits: Limits = Limits()) throws(JSONError) {
        let parsed = bytes.withContiguousStorageIfAvailable { Self.parse($0, limits) }
        let result = parsed ?? ContiguousArray(bytes).withUnsafeBufferPointer { Self.parse($0, limits) }
        self = try result.get()
    }

    /// Parses one JSON text (RFC 8259, nothing more: no comments, no trailing commas, no byte order mark).
    public init(parsing text: String, limits: Limits = Limits()) throws(JSONError) {
        var text = text
        let result = text.withUTF8 { Self.parse($0, limits) }
        self = try result.get()
    }

    private static func parse(_ bytes: UnsafeBufferPointer<UInt8>, _ limits: Limits) -> Result<JSON, JSONError> {
        Result { () throws(JSONError) in
            var parser = JSONParser(bytes: bytes, limits: limits)
            return try parser.document()
        }
    }
}
