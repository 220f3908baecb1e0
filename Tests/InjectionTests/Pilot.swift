import TestSupport
import TrivetRuntime

#if canImport(Glibc)
    import Glibc
#endif

/// The model that is shipped.
enum Pilot {
    private static let project = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
        .joined(separator: "/")
    private static let file = project + "/models/pilot.trivet"
    static let isThere = access(file, R_OK) == 0

    /// A model with nothing in its memory.
    static func model() throws -> EngineLanguageModel {
        try EngineLanguageModel.open(file, board: .fallback, facts: BoardFacts.read())
    }
}
