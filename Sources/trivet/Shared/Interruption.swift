import Synchronization

#if canImport(Glibc)
    import Glibc
#endif

/// Ctrl-C while an answer comes: it stops the answer, not the program.
enum Interruption {
    private static let flag = Atomic(false)

    /// True if Ctrl-C was pressed since `watch` began.
    static var isAsked: Bool { flag.load(ordering: .relaxed) }

    /// Runs the body with Ctrl-C caught.
    static func watch<R>(_ body: () throws -> R) rethrows -> R {
        flag.store(false, ordering: .relaxed)
        signal(SIGINT) { _ in Interruption.flag.store(true, ordering: .relaxed) }
        defer { signal(SIGINT, SIG_DFL) }
        return try body()
    }
}
