import Agent
import ApplianceVocabulary
import Testing

private let everyDay = Weekday.all
private let lamp = "turn on the kitchen lamp"

/// What a sentence says of time is taken out of it; the model sees the rest.
@Suite("Times in sentences")
struct TimePhraseTests {
    @Test(
        "English",
        arguments: [
            ("turn on the kitchen lamp in twenty minutes", lamp, inSeconds(1_200)),
            ("in an hour and a half turn on the kitchen lamp", lamp, inSeconds(5_400)),
            ("Turn on the kitchen lamp in half an hour.", "turn on the kitchen lamp", inSeconds(1_800)),
            ("in 2 hours and 30 minutes, turn on the kitchen lamp", lamp, inSeconds(9_000)),
            ("turn on the kitchen lamp in 90s", lamp, inSeconds(90)),
            ("turn on the kitchen lamp in one and a half hours", lamp, inSeconds(5_400)),
            ("turn on the kitchen lamp in a couple of minutes", lamp, inSeconds(120)),
            ("turn on the kitchen lamp 20 minutes from now", lamp, inSeconds(1_200)),
            ("turn on the kitchen lamp at seven", lamp, moment(0, 19)),
            ("turn on the kitchen lamp at two", lamp, moment(1, 2)),
            ("turn on the kitchen lamp at 7:30 pm", lamp, moment(0, 19, 30)),
            ("turn on the kitchen lamp at 7.30 p.m.", lamp, moment(0, 19, 30)),
            ("turn on the kitchen lamp at half past seven", lamp, moment(0, 19, 30)),
            ("turn on the kitchen lamp at a quarter to eight", lamp, moment(0, 19, 45)),
            ("turn on the kitchen lamp at seven thirty", lamp, moment(0, 19, 30)),
            ("turn on the kitchen lamp at 7am", lamp, moment(1, 7)),
            ("turn on the kitchen lamp at 07:00", lamp, moment(1, 7)),
            ("turn on the kitchen lamp at 22:15", lamp, moment(0, 22, 15)),
            ("turn on the kitchen lamp at noon", lamp, moment(1, 12)),
            ("turn on the kitchen lamp at midnight", lamp, moment(1, 0)),
            ("turn on the kitchen lamp at six o'clock", lamp, moment(0, 18)),
            ("tomorrow morning at 8 turn on the kitchen lamp", lamp, moment(1, 8)),
            ("turn on the kitchen lamp tomorrow at eight in the evening", lamp, moment(1, 20)),
            ("turn on the kitchen lamp tonight", lamp, moment(0, 21)),
            ("turn on the kitchen lamp tonight at eight", lamp, moment(0, 20)),
            ("turn on the kitchen lamp this evening", lamp, moment(0, 19)),
            ("turn on the kitchen lamp on friday at nine", lamp, moment(2, 9)),
            ("turn on the kitchen lamp the day after tomorrow at 6 am", lamp, moment(2, 6)),
            (
                "turn on the kitchen lamp every weekday at seven", lamp,
                .again(.days(Weekday.workdays, TimeOfDay(hour: 7)))
            ),
            ("every day at 22:00 turn on the kitchen lamp", lamp, .again(.days(everyDay, TimeOfDay(hour: 22)))),
            (
                "turn on the kitchen lamp on mondays and fridays at six", lamp,
                .again(.days([.monday, .friday], TimeOfDay(hour: 6)))
            ),
            ("turn on the kitchen lamp every evening", lamp, .again(.days(everyDay, TimeOfDay(hour: 19)))),
            ("turn on the kitchen lamp every sunday at 9 pm", lamp, .again(.days([.sunday], TimeOfDay(hour: 21)))),
            ("turn on the kitchen lamp every 2 hours", lamp, .again(.interval(7_200))),
            ("set the kitchen lamp to 30 percent at seven", "set the kitchen lamp to 30 percent", moment(0, 19)),
            (
                "can you turn on the kitchen lamp at 9 pm please", "can you turn on the kitchen lamp please",
                moment(0, 21)
            ),
        ] as [(String, String, ScheduleStart)])
    func english(_ sentence: String, _ rest: String, _ start: ScheduleStart) async {
        let scene = LaterScene()
        let reply = await scene.say(sentence)
        #expect(scene.shown == TextNormalizer.normalize(rest))
        #expect(scene.start == start)
        #expect(reply.kind == .scheduled && reply.ok, "\(reply.text)")
        #expect(scene.home.performed.isEmpty)
    }

    @Test(
        "Chinese, in both kinds of characters",
        arguments: [
            ("二十分钟后打开厨房灯", "打开厨房灯", inSeconds(1_200)),
            ("半小时后打开厨房灯", "打开厨房灯", inSeconds(1_800)),
            ("一个半小时之后打开厨房灯", "打开厨房灯", inSeconds(5_400)),
            ("過半個鐘頭打開廚房燈", "打開廚房燈", inSeconds(1_800)),
            ("明天早上七点打开厨房灯", "打开厨房灯", moment(1, 7)),
            ("今晚八点半打开厨房灯", "打开厨房灯", moment(0, 20, 30)),
            ("晚上十点打开厨房灯", "打开厨房灯", moment(0, 22)),
            ("下午3点15分打开厨房灯", "打开厨房灯", moment(0, 15, 15)),
            ("22:30打开厨房灯", "打开厨房灯", moment(0, 22, 30)),
            ("在七点打开厨房灯", "打开厨房灯", moment(0, 19)),
            ("每个工作日七点打开厨房灯", "打开厨房灯", .again(.days(Weekday.workdays, TimeOfDay(hour: 7)))),
            ("每天晚上十点打开厨房灯", "打开厨房灯", .again(.days(everyDay, TimeOfDay(hour: 22)))),
            ("每週一三五早上六點打開廚房燈", "打開廚房燈", .again(.days([.monday, .wednesday, .friday], TimeOfDay(hour: 6)))),
            ("每隔两小时打开厨房灯", "打开厨房灯", .again(.interval(7_200))),
            ("聽日朝早八點開廚房燈", "開廚房燈", moment(1, 8)),
        ] as [(String, String, ScheduleStart)])
    func chinese(_ sentence: String, _ rest: String, _ start: ScheduleStart) async {
        let scene = LaterScene()
        let reply = await scene.say(sentence)
        #expect(scene.shown == TextNormalizer.normalize(rest))
        #expect(scene.start == start)
        #expect(reply.kind == .scheduled, "\(reply.text)")
    }

    @Test(
        "What is for an appliance, a value or a question reaches the model untouched",
        arguments: [
            "set a timer for 5 minutes", "10 minute pizza timer", "add five minutes to the timer",
            "remind me in ten minutes to call home", "set an alarm for seven", "how long is left on the timer",
            // The oven's verb takes minutes.
            "start the oven for 40 minutes", "set the oven for half an hour", "pause for five minutes",
            "set the oven to 180 degrees", "set the desk lamp at 50 percent", "set the desk lamp at 7",
            "put the kitchen lamp at twenty", "start the oven at 180", "dim the desk lamp by 20",
            "will it rain tomorrow", "what is the weather tomorrow morning", "is the oven on at seven",
            "turn off every light", "turn on all the lights in the kitchen", "wait a second",
            "设一个五分钟的计时器", "计时十分钟", "提醒我半小时后关火", "烤箱开四十分钟", "调亮一点", "把厨房灯调到百分之五十",
            "温度调到二十一点五度", "明天天气怎么样", "打开茶几灯",
        ])
    func untouched(_ sentence: String) async {
        let scene = LaterScene()
        _ = await scene.say(sentence)
        #expect(scene.shown == TextNormalizer.normalize(sentence))
        #expect(scene.schedule.items.isEmpty)
    }

    @Test("Words of a device's name are no time")
    func names() async {
        let lamp = Device(
            id: "night", name: "Tonight lamp", aliases: ["seven pm lamp", "明天灯"], type: "light",
            capabilities: [TestHome.power])
        for sentence in ["turn on the tonight lamp", "turn on the seven pm lamp", "打开明天灯"] {
            let scene = LaterScene(home: TestHome([lamp]))
            _ = await scene.say(sentence)
            #expect(scene.shown == TextNormalizer.normalize(sentence) && scene.schedule.items.isEmpty)
        }
        let scene = LaterScene(home: TestHome([lamp]))
        _ = await scene.say("turn on the tonight lamp tonight at nine")
        #expect(scene.shown == "turn on the tonight lamp" && scene.start == moment(0, 21))
    }

    @Test(
        "Two times in one sentence, or a time that means nothing here: asked, and nothing done",
        arguments: [
            ("turn on the kitchen lamp at 7 pm and turn it off at 9 pm", "one time in one sentence"),
            ("turn on the kitchen lamp now and off in ten minutes", "one time in one sentence"),
            ("turn on the kitchen lamp when the cat comes home", "did not understand when"),
            ("turn on the kitchen lamp until I say stop", "did not understand when"),
            ("turn on the kitchen lamp today at 6 am", "has passed"),
            ("turn on the kitchen lamp every 5 seconds", "once a minute"),
            ("打开厨房灯直到我说停", "没有听懂是什么时候"),
        ])
    func unclear(_ sentence: String, _ words: String) async {
        let scene = LaterScene()
        let reply = await scene.say(sentence)
        #expect(reply.kind == .asked && reply.text.contains(words), "\(reply.text)")
        #expect(scene.schedule.items.isEmpty && scene.home.performed.isEmpty)
    }

    @Test("Without a schedule there is only now, and the sentence stays whole")
    func withoutSchedule() async {
        let scene = Scene(ScriptedModel("<no> unsupported<end>"))
        _ = await scene.say("turn on the kitchen lamp in twenty minutes")
        #expect(
            withoutHints(scene.model.prompts[0].conversation)
                == segments("<user> turn on the kitchen lamp in 20 minutes<act>"))
    }
}
