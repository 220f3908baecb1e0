/// What a model may say: a language over bytes of text and over control symbols, which are tokens that no text can spell.
public indirect enum Grammar: Sendable, Hashable {
    /// Exactly this text, in UTF-8.
    case literal(String)
    /// The control symbol of that name, such as `set` or `end`.
    case control(String)
    /// One after the other.
    case sequence([Grammar])
    /// One of them.
    case choice([Grammar])
    /// The grammar `minimum` to `maximum` times.
    case repeated(Grammar, minimum: Int, maximum: Int)
    /// A decimal number within the bounds, without leading zeros, with at most `decimals` digits behind a point.
    case number(minimum: Double, maximum: Double, decimals: Int)
    /// One or more whole words, as they stand one after the other in the given text, each written with a space before it.
    case excerpt(of: String, maximumWords: Int)
    /// Any text, also none: whole characters in UTF-8 without line ends and other control characters, and without the
    /// given ASCII characters. It has no bound of its own, so that a long text has no more states than a short one.
    case text(without: String)

    /// The grammar or nothing.
    public static func optional(_ grammar: Grammar) -> Grammar { .repeated(grammar, minimum: 0, maximum: 1) }
}
