import ArgumentParser
import Logging

/// How much a long-running command tells.
struct LoggingOptions: ParsableArguments {
    @Flag(name: .shortAndLong, help: "Tell more.")
    var verbose = false

    @Flag(name: .shortAndLong, help: "Tell only what is wrong.")
    var quiet = false

    /// A logger that writes to standard error.
    func logger(_ label: String) -> Logger {
        var logger = Logger(label: label) { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = quiet ? .warning : verbose ? .debug : .info
        return logger
    }
}
