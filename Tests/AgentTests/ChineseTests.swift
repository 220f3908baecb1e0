import Agent
import ApplianceVocabulary
import Testing

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

    @Test(
        "People are answered in the script that they write",
        arguments: [("厨房灯调到30%", "Kitchen lamp：亮度 30%。"), ("kitchen lamp 30", "Kitchen lamp: brightness 30 %.")])
    func replies(_ sentence: String, _ answer: String) async {
        let scene = Scene(ScriptedModel("<set><d1> brightness 30<end>"))
        #expect(await scene.say(sentence).text == answer)
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
