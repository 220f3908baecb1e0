import ArgumentParser
import MQTTClient
import ModelFile
import TernaryInference
import TrivetRuntime

#if canImport(Glibc)
    import Glibc
#endif

/// How the program ends.
enum Exit {
    static let notDone = ExitCode(1)
    static let wrongFile = ExitCode(65)
    static let unavailable = ExitCode(69)
    static let failure = ExitCode(70)

    /// The exit code that fits an error.
    static func code(of error: any Error) -> ExitCode {
        switch error {
        case let code as ExitCode: code
        case is SetupError, is ModelError, is ModelFileError, is EvaluationMistake: wrongFile
        case is AskError, is MQTTError: unavailable
        default: failure
        }
    }
}

/// Runs the body of a command: an error is printed in plain words, and the exit code tells its kind.
func command(_ body: () async throws -> Void) async throws {
    do {
        try await body()
    } catch let error as ExitCode {
        throw error
    } catch let error as ValidationError {
        throw error
    } catch {
        complain("trivet: \(error)")
        throw Exit.code(of: error)
    }
}

/// Prints a line where errors go.
func complain(_ text: String, terminator: String = "\n") {
    write(text + terminator, to: STDERR_FILENO)
}

/// Prints a line now, also when the output is not a terminal.
func say(_ text: String = "", terminator: String = "\n") {
    write(text + terminator, to: STDOUT_FILENO)
}

private func write(_ text: String, to file: Int32) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
        let count = bytes.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
        if count < 0, errno != EINTR { return }
        bytes = bytes.dropFirst(max(0, count))
    }
}
