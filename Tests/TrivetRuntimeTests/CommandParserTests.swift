import JSONText
import Testing
import TrivetRuntime

@Suite("Commands as they arrive")
struct CommandParserTests {
    let parser = CommandParser(maximumBytes: 4096)

    private func mistake(_ payload: [UInt8]) -> CommandMistake? {
        do throws(CommandMistake) {
            _ = try parser.parse(payload)
            return nil
        } catch {
            return error
        }
    }

    private func mistake(_ text: String) -> CommandMistake? { mistake(Array(text.utf8)) }

    @Test("A plain sentence is a command with an id of its own")
    func plain() throws {
        let one = try parser.parse(Array("  turn on the lamp\n".utf8))
        #expect(one.text == "turn on the lamp")
        #expect(one.id.count == 16)
        let other = try parser.parse(Array("turn on the lamp".utf8))
        #expect(one.id != other.id)
        #expect(one.area == nil && one.user == nil && one.session == nil)
    }

    @Test("JSON carries the sentence and who said it where")
    func json() throws {
        let text = #"{"text":"dim it","id":"7","area":"kitchen","user":"ann","session":"s","other":[1]}"#
        let command = try parser.parse(Array(text.utf8))
        #expect(command.text == "dim it" && command.id == "7")
        #expect(command.area == "kitchen" && command.user == "ann" && command.session == "s")
    }

    @Test("Members that are null count as absent, and an empty id is none")
    func absent() throws {
        let command = try parser.parse(Array(#"{"text":"x","id":"","area":null}"#.utf8))
        #expect(command.id.count == 16)
        #expect(command.area == nil)
    }

    @Test("Nothing but white space is empty", arguments: ["", " ", "\n\t ", "\0\0", #"{"text":"  "}"#])
    func empty(text: String) {
        #expect(mistake(text) == .empty)
    }

    @Test("A megabyte is too long, whatever it holds")
    func long() {
        #expect(mistake([UInt8](repeating: 65, count: 1 << 20)) == .tooLong(bytes: 1 << 20, limit: 4096))
        #expect(mistake([UInt8](repeating: 0xFF, count: 1 << 20)) == .tooLong(bytes: 1 << 20, limit: 4096))
        #expect(mistake([UInt8](repeating: 65, count: 4096)) == nil)
    }

    @Test("Bytes that are no UTF-8 are told with their place")
    func notUTF8() {
        #expect(mistake([0x61, 0xC3, 0xA4, 0xFF, 0x62]) == .notUTF8(offset: 3))
        #expect(mistake([0xFE]) == .notUTF8(offset: 0))
    }

    @Test(
        "JSON that is begun has to be JSON",
        arguments: [#"{"text": "on""#, "{text: on}", "[", "{}}", #"{"text":"a","text":"b"}"#])
    func brokenJSON(text: String) {
        guard case .brokenJSON = mistake(text) else {
            Issue.record("\(text) gave \(String(describing: mistake(text)))")
            return
        }
    }

    @Test("JSON of another shape is told what is missing")
    func otherShape() {
        #expect(mistake("{}") == .noText)
        #expect(mistake("[1]") == .wrongMember("[…]", expected: "an object in braces, not a list"))
        #expect(mistake(#"{"text":5}"#) == .wrongMember("text", expected: "text in double quotes"))
        #expect(mistake(#"{"text":"a","area":{}}"#) == .wrongMember("area", expected: "text in double quotes"))
        let id = String(repeating: "x", count: 129)
        for id in ["schedule-1", "trigger-panel-1"] {
            #expect(
                mistake(#"{"text":"a","id":"\#(id)"}"#)
                    == .wrongMember("id", expected: "a name that does not begin with schedule- or trigger-"))
        }
        #expect(mistake(#"{"text":"a","id":"\#(id)"}"#) == .wrongMember("id", expected: "at most 128 bytes long"))
        // the name under which a trigger speaks
        #expect(
            mistake(#"{"text":"yes","user":"trigger:door"}"#)
                == .wrongMember("user", expected: "a name that does not begin with trigger:"))
    }

    @Test("Every mistake says what to do and has a short name of its own")
    func descriptions() {
        let mistakes: [CommandMistake] = [
            .empty, .tooLong(bytes: 5, limit: 4), .notUTF8(offset: 1), .noText, .wrongMember("a", expected: "b"),
            .retained, .idReused("1"), .busy(waiting: 3), .stopping, .notSaved("full"),
        ]
        #expect(Set(mistakes.map(\.code)).count == mistakes.count)
        #expect(mistakes.allSatisfy { $0.description.count > 20 })
    }
}
