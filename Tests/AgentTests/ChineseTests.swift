import ApplianceVocabulary
import Testing

@testable import Agent

@Suite("Chinese")
struct ChineseTests {
    @Test(
        "Words, numbers and both sets of characters",
        arguments: [
            ("把客廳燈調到百分之五十", "把 客厅 灯 调到 50 percent"), ("空调调到二十六点五度", "空调 调到 26.5 度"),
            ("亮度五成", "亮度 50 percent"), ("调高一点", "调高 一点"), ("一百二", "120"), ("打开TV", "打开 tv"), ("ＴＶ　ＯＮ", "tv on"),
        ])
    func words(_ sentence: String, _ normal: String) { #expect(TextNormalizer.normalize(sentence) == normal) }

    @Test("Words of a call stand as their speaker wrote them")
    func asWritten() {
        #expect(ChineseText.asWritten("客厅", in: "打掃客廳") == "客廳")
        #expect(ChineseText.asWritten("儿童 房间", in: "扫儿童房间") == "儿童房间")
        #expect(ChineseText.asWritten("pizza dough", in: "a pizza dough timer") == "pizza dough")
    }

    @Test("People are answered in the script that they write")
    func replies() {
        let lamp = Device(
            id: "a", name: "台灯", type: "light",
            capabilities: [
                Capability(property: "brightness", kind: .range(minimum: 0, maximum: 100, step: 1, unit: "%"))
            ])
        let operation = Action.Operation.set(property: "brightness", value: .number(30))
        func told(_ sentence: String) -> String {
            Replies.language(of: sentence).result(
                of: operation, .confirmed(reported: nil), devices: [lamp], amongOthers: false)
        }
        #expect(told("台灯调到30%") == "台灯：亮度 30%。")
        #expect(told("desk lamp 30") == "台灯: brightness 30 %.")
    }

    @Test("Short answers", arguments: [("好的", true), ("是", true), ("不用了", false), ("算了", false)])
    func answers(_ sentence: String, _ isYes: Bool) {
        #expect(ShortAnswers.confirmation(TextNormalizer.normalize(sentence)) == isYes)
    }

    @Test("Which one", arguments: [("第一个", 0), ("第二个", 1), ("第三个", 2), ("最后一个", -1)])
    func ordinals(_ sentence: String, _ place: Int) {
        #expect(ShortAnswers.ordinal(TextNormalizer.normalize(sentence)) == place)
    }
}
