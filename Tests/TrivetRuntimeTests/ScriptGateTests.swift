import Agent
import Testing
import TrivetRuntime

@Suite("Sentences in letters that the model cannot read")
struct ScriptGateTests {
    private func admits(_ sentence: String, home: String = " light", languages: [String] = ["en"]) -> Bool {
        let prompt = Prompt(
            home: [.control("home"), .text(home)],
            now: [.control("user"), .text(" " + sentence), .control("act")])
        return ScriptGate(languages: languages).admits(prompt)
    }

    @Test(
        "Latin letters pass, with accents too",
        arguments: ["turn on the lamp", "café lamp an", "20", "", "đèn bật", "📺 on"])
    func latin(sentence: String) {
        #expect(admits(sentence))
    }

    @Test("Other scripts do not", arguments: ["打开厨房灯", "включи свет", "キッチンの電気 on", "شغل الضوء"])
    func others(sentence: String) {
        #expect(!admits(sentence))
    }

    @Test("Names of the home may have any letters")
    func names() {
        #expect(admits("turn on 厨房灯"))
        #expect(admits("厨房灯 on", home: " light 厨房灯"))
        #expect(!admits("厨房门 on", home: " light 厨房灯"))
    }

    @Test("A model of English and Chinese gets both, and no other script")
    func chinese() {
        #expect(admits("打开厨房灯", languages: ["en", "zh"]))
        #expect(admits("turn on the lamp", languages: ["en", "zh"]))
        #expect(!admits("включи свет", languages: ["en", "zh"]))
    }

    @Test(
        "A model of another language, or one that does not say, gets everything",
        arguments: [["en", "ja"], ["ru"], []])
    func otherModels(languages: [String]) {
        #expect(admits("打开厨房灯", languages: languages))
    }
}
