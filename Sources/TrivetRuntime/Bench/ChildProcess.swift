#if canImport(Glibc)
    import Glibc
#endif

/// A program that runs beside this one and ends with it at the latest.
public final class ChildProcess: Sendable {
    /// Its process id.
    public let id: Int32

    /// Starts a program; its output goes to a file, or nowhere.
    public init(_ program: String, _ arguments: [String], output: String? = nil) throws(FileError) {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        let target = output ?? "/dev/null"
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, target, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        var words: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        var id = pid_t()
        let code = posix_spawnp(&id, program, &actions, nil, &words, environ)
        guard code == 0 else { throw FileError(path: program, operation: "start", code: code) }
        self.id = id
    }

    /// Asks it to end and waits until it has.
    public func stop() {
        kill(id, SIGTERM)
        var status: Int32 = 0
        for _ in 0..<500 {
            if waitpid(id, &status, WNOHANG) != 0 { return }
            usleep(10_000)
        }
        kill(id, SIGKILL)
        waitpid(id, &status, 0)
    }
}
