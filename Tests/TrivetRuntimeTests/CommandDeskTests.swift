import JSONText
import Testing
import TrivetRuntime

@Suite("The desk where commands come in")
struct CommandDeskTests {
    private func desk(capacity: Int = 8) throws -> (CommandDesk, Journal) {
        let journal = try Journal(path: nil)
        return (CommandDesk(parser: CommandParser(), journal: journal, capacity: capacity), journal)
    }

    private func text(_ id: String, _ text: String = "on", session: String = "s") -> [UInt8] {
        Array(#"{"id":"\#(id)","text":"\#(text)","session":"\#(session)"}"#.utf8)
    }

    private func reason(_ decision: CommandDesk.Decision) -> String? {
        if case .answer(let reply) = decision { reply.reason } else { nil }
    }

    @Test("Commands of one conversation follow one another, those of others go past")
    func order() async throws {
        let (desk, _) = try desk()
        _ = desk.take(payload: text("1", session: "a"))
        _ = desk.take(payload: text("2", session: "a"))
        _ = desk.take(payload: text("3", session: "b"))
        let first = try #require(await desk.next())
        let second = try #require(await desk.next())
        #expect([first.id, second.id] == ["1", "3"])
        desk.finish(first)
        #expect(await desk.next()?.id == "2")
    }

    @Test("A worker that waits is woken by a command and by the end")
    func waiting() async throws {
        let (desk, _) = try desk()
        async let next = desk.next()
        try await Task.sleep(for: .milliseconds(20))
        _ = desk.take(payload: text("1"))
        #expect(await next?.id == "1")
        async let last = desk.next()
        try await Task.sleep(for: .milliseconds(20))
        desk.close()
        #expect(await last == nil)
        #expect(reason(desk.take(payload: text("2"))) == "stopping")
    }

    @Test("The same command twice is worked on once; afterwards its reply is repeated")
    func twice() async throws {
        let (desk, journal) = try desk()
        guard case .accepted = desk.take(payload: text("1")) else {
            Issue.record("not accepted")
            return
        }
        #expect(desk.take(payload: text("1")) == .alreadyInLine)
        let command = try #require(await desk.next())
        try journal.finish("1", reply: Reply(id: "1", reason: "none", text: "done").json)
        desk.finish(command)
        guard case .answer(let reply) = desk.take(payload: text("1")) else {
            Issue.record("not answered")
            return
        }
        #expect(reply.text == "done")
        #expect(reply.json["repeated"] == true)
        #expect(reason(desk.take(payload: text("1", "something else"))) == "id-reused")
    }

    @Test("With too many in line the next is told to wait, and nothing of it is kept")
    func busy() throws {
        let (desk, journal) = try desk(capacity: 2)
        _ = desk.take(payload: text("1"))
        _ = desk.take(payload: text("2"))
        #expect(reason(desk.take(payload: text("3"))) == "busy")
        #expect(!journal.knows("3"))
        #expect(desk.take(payload: text("1")) == .alreadyInLine)
    }

    @Test("A stored command is refused, and so is what is no command")
    func refused() throws {
        let (desk, journal) = try desk()
        #expect(reason(desk.take(payload: text("1"), isRetained: true)) == "retained")
        #expect(reason(desk.take(payload: [])) == "empty")
        #expect(reason(desk.take(payload: [0xFF])) == "not-utf-8")
        #expect(reason(desk.take(payload: Array("{".utf8))) == "broken-json")
        #expect(journal.unfinished.isEmpty)
        #expect(desk.waiting == 0)
    }
}
