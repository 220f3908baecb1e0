extension ModelShape {
    /// The shape of microsoft/bitnet-b1.58-2B-4T.
    public static let bitnet2B4T = ModelShape(
        hidden: 2_560, feedForward: 6_912, layers: 30, heads: 20, keyValueHeads: 5, vocabulary: 128_256)

    /// Shapes that have a name.
    public static let known: [(name: String, shape: ModelShape)] = [
        ("2b4t", bitnet2B4T),
        (
            "small",
            ModelShape(hidden: 256, feedForward: 768, layers: 4, heads: 8, keyValueHeads: 2, vocabulary: 2_048)
        ),
    ]
}
