import ArgumentParser
import TrivetRuntime

#if canImport(Glibc)
    import Glibc
#endif

struct ChatCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "chat", abstract: "Talk with a running agent, one line at a time.",
        discussion: "All lines belong to one conversation. An empty line does nothing; \"quit\" or Ctrl-D ends it.")

    @OptionGroup var home: HomeOptions
    @OptionGroup var asking: AskingOptions

    @Flag(name: .shortAndLong, help: "Show every step, not only the replies.")
    var steps = false

    func run() async throws {
        try await command {
            let (target, close) = try await asking.target(for: home)
            let session = "chat-" + Command.makeID()
            let isTerminal = isatty(STDIN_FILENO) == 1
            let printer = StepPrinter()
            let showsSteps = steps
            while true {
                if isTerminal { say("› ", terminator: "") }
                guard let line = await Self.line() else { break }
                let text = line.split(whereSeparator: \.isWhitespace).joined(separator: " ")
                if text.isEmpty { continue }
                if ["quit", "exit"].contains(text.lowercased()) { break }
                let sentence = Command(text: text, area: asking.area, user: asking.user, session: session)
                printer.begin()
                let reply = try await target.ask(sentence) { event in
                    if showsSteps { printer.show(event) }
                }
                printer.show(reply)
            }
            if isTerminal { say() }
            await close()
        }
    }

    /// Reads a line without keeping one of Swift's threads.
    private static func line() async -> String? {
        await withCheckedContinuation { continuation in
            let thread = Box(continuation)
            var id = pthread_t()
            pthread_create(
                &id, nil,
                { pointer in
                    let box = Unmanaged<Box>.fromOpaque(pointer!).takeRetainedValue()
                    box.continuation.resume(returning: readLine())
                    return nil
                }, Unmanaged.passRetained(thread).toOpaque())
            pthread_detach(id)
        }
    }

    private final class Box: Sendable {
        let continuation: CheckedContinuation<String?, Never>
        init(_ continuation: CheckedContinuation<String?, Never>) { self.continuation = continuation }
    }
}
