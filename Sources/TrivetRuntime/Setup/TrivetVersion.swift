/// The version of the program.
public enum TrivetVersion {
    /// As it is printed.
    public static let current = "0.1.0"
}
