import TestSupport
import TrivetRuntime

#if canImport(Glibc)
    import Glibc
#endif

/// The step at which a program under test ends: see `Tests/KillPoint`.
struct KillPoint: Sendable {
    /// The step, from 1.
    var step: Int
    /// True if a step that writes a file is to be half done.
    var isTorn = false
    /// Where the steps are noted.
    var log: String

    /// What the program is started with.
    var environment: [String] {
        ["LD_PRELOAD=\(Self.library)", "KILLPOINT_LOG=\(log)", "KILLPOINT_AT=\(step)"]
            + (isTorn ? ["KILLPOINT_TORN=1"] : [])
    }

    /// The steps so far, each as the call and what it wrote to. The first line says that the counting has begun.
    var steps: [String] {
        (TextFile.read(log) ?? "").split(separator: "\n").map(String.init)
    }

    /// Beside the program.
    static let library = TextFile.folder(of: RealProgram.path) + "/libKillPoint.so"
    static var isThere: Bool { RealProgram.isThere && access(library, R_OK) == 0 }
}
