import JSONText
import TestSupport
import Testing
import TrivetRuntime

@Suite("The journal")
struct JournalTests {
    let folder = TemporaryFolder()
    var path: String { folder.path + "/data/journal.jsonl" }

    @Test("A command is admitted once; its reply is remembered")
    func once() throws {
        let journal = try Journal(path: nil)
        let command = Command(id: "1", text: "on")
        #expect(try journal.admit(command) == .accepted)
        #expect(try journal.admit(command) == .inProgress)
        try journal.act("1")
        #expect(try journal.admit(command) == .inProgress)
        try journal.finish("1", reply: ["ok": true])
        #expect(try journal.admit(command) == .answered(["ok": true]))
        #expect(try journal.admit(Command(id: "1", text: "off")) == .idReused)
        #expect(try journal.admit(Command(id: "2", text: "on")) == .accepted)
    }

    @Test("It does not grow for ever: what is of no use any more is left out while it runs")
    func bounded() throws {
        let text = String(repeating: "on ", count: 1000)
        do {
            let journal = try Journal(path: path)
            #expect(try journal.admit(Command(id: "open", text: "wait")) == .accepted)
            for number in 0..<5000 {
                try journal.note(Command(id: "c\(number)", text: text), reply: ["ok": true])
            }
            #expect(try journal.admit(Command(id: "c4999", text: text)) == .answered(["ok": true]))
        }
        let size = try #require(TextFile.bytes(path)?.count)
        // A thousand are remembered, so it is at most three times as much; all that was written is 15 MB.
        #expect(size < 3 * 1000 * 3500)
        let journal = try Journal(path: path)
        #expect(journal.damagedLines == 0 && journal.unfinished.map(\.command.id) == ["open"])
        #expect(try journal.admit(Command(id: "c4999", text: text)) == .answered(["ok": true]))
    }

    @Test("It survives the end of the program, with all that belongs to a command")
    func survives() throws {
        let command = Command(
            id: "a", text: "öffne\n\"alles\"", area: "Küche", user: "u", session: "s", responseTopic: "r/t",
            correlationData: [0, 255, 7], receivedAt: 123.5)
        do {
            let journal = try Journal(path: path)
            #expect(try journal.admit(command) == .accepted)
            #expect(try journal.admit(Command(id: "b", text: "two")) == .accepted)
            #expect(try journal.admit(Command(id: "c", text: "three")) == .accepted)
            try journal.act("b")
            try journal.finish("c", reply: ["ok": false])
        }
        let journal = try Journal(path: path)
        let left = journal.unfinished
        #expect(left.map(\.command.id) == ["a", "b"])
        #expect(left.map(\.stage) == [.accepted, .acting])
        #expect(left.first?.command == command)
        #expect(try journal.admit(Command(id: "c", text: "three")) == .answered(["ok": false]))
        #expect(try journal.admit(Command(id: "b", text: "two")) == .inProgress)
    }

    @Test("A last line that was cut off by a power failure is skipped, nothing else is lost")
    func torn() throws {
        do {
            let journal = try Journal(path: path)
            #expect(try journal.admit(Command(id: "a", text: "one")) == .accepted)
            #expect(try journal.admit(Command(id: "b", text: "two")) == .accepted)
            try journal.act("b")
        }
        let text = folder.read("data/journal.jsonl")
        for cut in [1, 10, 25] {
            folder.write("data/journal.jsonl", String(text.dropLast(cut)))
            let journal = try Journal(path: path)
            #expect(journal.damagedLines == (cut == 1 ? 0 : 1))
            #expect(journal.unfinished.map(\.command.id) == ["a", "b"])
            #expect(journal.unfinished.last?.stage == (cut == 1 ? .acting : .accepted))
        }
    }

    @Test("Foreign bytes in the file are skipped and counted")
    func damaged() throws {
        folder.write(
            "data/journal.jsonl", [0xFF, 0x00, 0x0A] + Array("{}\n[1]\n{\"id\":\"x\",\"stage\":\"gone\"}\n".utf8))
        let journal = try Journal(path: path)
        #expect(journal.damagedLines == 4)
        #expect(journal.unfinished.isEmpty)
        #expect(try journal.admit(Command(id: "a", text: "one")) == .accepted)
    }

    @Test("Two runtimes cannot share one")
    func locked() throws {
        let journal = try Journal(path: path)
        #expect(throws: FileError.self) { try Journal(path: path) }
        #expect(journal.unfinished.isEmpty)
    }

    @Test("A folder that cannot be written is an error that says so")
    func unwritable() {
        let error = #expect(throws: FileError.self) { try Journal(path: "/proc/trivet/journal.jsonl") }
        #expect(error?.description.contains("/proc/trivet") == true)
    }

    @Test("Old finished commands are forgotten, open ones never")
    func forgets() throws {
        let journal = try Journal(path: nil)
        #expect(try journal.admit(Command(id: "open", text: "x")) == .accepted)
        for number in 0..<1500 {
            #expect(try journal.admit(Command(id: "\(number)", text: "x")) == .accepted)
            try journal.finish("\(number)", reply: ["ok": true])
        }
        #expect(!journal.knows("0"))
        #expect(journal.knows("1499"))
        #expect(journal.unfinished.map(\.command.id) == ["open"])
    }
}
