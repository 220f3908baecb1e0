import JSONText
import ModelFile
import TernaryInference
import Testing

@Suite("The chat form, with the published tokenizer", .enabled(if: Reference.has("llama3-tokenizer.model")))
struct ChatFormTests {
    let tokenizer: Tokenizer
    let form: ChatForm

    init() throws {
        tokenizer = try Tokenizer(
            TiktokenFile.definition(path: Reference.path("llama3-tokenizer.model")!), preTokenizer: .llama3)
        form = try #require(ChatForm(tokenizer))
    }

    private static func goldens() throws -> [JSON] {
        try contents(Reference.path("chat_golden.jsonl")!).split(separator: 0x0A).map { try JSON(parsing: $0) }
    }

    private static func messages(_ golden: JSON) -> [ChatMessage] {
        golden["messages"]!.array!.map { message in
            let role = ChatMessage.Role.allCases.first { $0.rawValue.lowercased() == message["role"]!.string! }!
            return ChatMessage(role, message["content"]!.string!)
        }
    }

    private static func ids(_ golden: JSON, _ key: String) -> [Int32] {
        golden[key]!.array!.map { Int32($0.integer!) }
    }

    @Test("Every golden of the chat template, special tokens in content staying text")
    func joint() throws {
        let goldens = try Self.goldens()
        #expect(goldens.count >= 25)
        for golden in goldens {
            let isAnswered = golden["add_generation_prompt"]!.bool!
            let tokens = form.tokens(of: Self.messages(golden), isAnswered: isAnswered)
            #expect(tokens == Self.ids(golden, "ids"), "\(golden["n"]!)")
            // Where the template's own tokenizer parses special tokens in content, ours has only those of the form.
            let controls = tokens.filter { tokenizer.controlName($0) != nil }
            #expect(controls.count == 1 + golden["messages"]!.array!.count)
            if golden["ids"] != golden["ids_if_specials_in_content_are_parsed"] {
                #expect(tokens != Self.ids(golden, "ids_if_specials_in_content_are_parsed"))
            }
        }
    }

    @Test("Every golden of the training code's form")
    func separate() throws {
        for golden in try Self.goldens() {
            let isAnswered = golden["add_generation_prompt"]!.bool!
            let tokens = form.tokens(of: Self.messages(golden), isAnswered: isAnswered, cut: .separate)
            #expect(tokens == Self.ids(golden, "ids_gpu_chatformat"), "\(golden["n"]!)")
        }
    }

    /// The first prompt of a chat is the golden, and the second goes on behind the answer as it was said.
    @Test("What the engine is given in a chat")
    func inAChat() throws {
        for golden in try Self.goldens() {
            let messages = Self.messages(golden)
            guard let last = messages.last, last.role == .user, messages.dropLast().allSatisfy({ $0.role == .system }),
                golden["add_generation_prompt"]!.bool!
            else { continue }
            let said = tokenizer.encode("Hello there.")
            var chat = Chat(
                ScriptedEngine(answers: [said, [], []], end: form.endOfTurn), form: form,
                system: messages.count > 1 ? messages[0].content : nil)
            let answer = try chat.answer(last.content)
            #expect(answer.text == "Hello there." && answer.stop == .finished)
            #expect(chat.engine.prompts[0] == Self.ids(golden, "ids"))
            _ = try chat.answer("and now?")
            let next = [form.endOfTurn] + form.tokens(of: ChatMessage(.user, "and now?")) + form.header
            #expect(chat.engine.prompts[1] == chat.engine.prompts[0] + said + next)
            #expect(chat.engine.known[1] == chat.engine.prompts[0].count + said.count)
        }
    }

    @Test("Both end tokens end an answer")
    func ends() throws {
        for name in ["eot_id", "end_of_text"] {
            let end = try #require(tokenizer.control(name))
            #expect(form.ends(end))
            var chat = Chat(ScriptedEngine(answers: [tokenizer.encode("Yes.")], end: end), form: form)
            #expect(try chat.answer("hi").text == "Yes.")
        }
        #expect(!form.ends(tokenizer.encode("a")[0]))
    }
}
