/// How large a YAML file may be. Files that people write by hand stay far below.
public struct YAMLLimits: Sendable {
    /// The largest number of bytes.
    public var maximumBytes = 1 << 20
    /// How deep values may be nested.
    public var maximumDepth = 32
    /// The largest number of values.
    public var maximumNodes = 100_000

    /// The usual limits.
    public init() {}
}
