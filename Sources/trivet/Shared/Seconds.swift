import ArgumentParser

/// Lengths of time that are given on the command line.
enum Seconds {
    /// Throws if a length is none that one can wait for.
    static func check(_ seconds: Double, of option: String) throws {
        guard (0...86_400).contains(seconds) else {
            throw ValidationError("\(option) is a number of seconds from 0 to 86400, not \(seconds)")
        }
    }
}
