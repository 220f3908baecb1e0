import Agent
import ApplianceVocabulary
import DecodingGrammar
import Testing

@Suite("A call has no figure that nobody said")
struct SaidFiguresTests {
    /// The demo home; its timer knows hours and seconds, and the time that a timer was set to.
    static let home = TestHome.demo.map { device in
        guard device.id == "timer" else { return device }
        var timer = device
        let units = ["hours", "minutes", "seconds"]
        func arguments(_ names: [String]) -> [(name: String, kind: ArgumentKind)] {
            names.map { ($0, .number(maximum: 999, decimals: false)) }
        }
        timer.verbs = [
            Verb(name: "start", arguments: arguments(units)),
            Verb(name: "extend", arguments: arguments(units + units.map { "start_" + $0 })),
        ]
        return timer
    }

    func isPossible(_ call: String, for sentence: String, after history: [String] = []) throws -> Bool {
        let situation = Situation(
            devices: Self.home, history: history.map { Turn(sentence: $0, calls: [.ask(.unclear)]) },
            sentence: sentence)
        return accepts(try GrammarAutomaton(PilotDialect().grammar(for: situation)), segments(call))
    }

    @Test(
        "What was said may be called for",
        arguments: [
            ("dim the lamp to thirty percent", "<set><d1> brightness 30<end>"),
            ("lamp 40 and no wait 60", "<set><d1> brightness 60<end>"),
            ("lamp up by 15", "<up><d1> brightness 15<end>"), ("lamp up by 15", "<up><d1> brightness<end>"),
            ("a timer of 1 hour and 20 minutes", "<do><d6> start<arg> hours 1<arg> minutes 20<end>"),
            ("a timer for a minute", "<do><d6> start<arg> minutes 1<end>"),
            ("timer 20", "<do><d6> start<arg> minutes 20<end>"),
            ("二十分钟计时", "<do><d6> start<arg> minutes 20<end>"), ("1个钟头", "<do><d6> start<arg> hours 1<end>"),
            // no figure at all: a word may stand for one that this does not know
            ("make the lamp a little brighter", "<set><d1> brightness 70<end>"),
            ("lamp 2 to the maximum", "<set><d1> brightness 100<end>"),
            ("把灯2调到一半", "<set><d1> brightness 50<end>"),
        ])
    func said(_ sentence: String, _ call: String) throws {
        #expect(try isPossible(call, for: sentence))
    }

    @Test(
        "What was not said is not called for",
        arguments: [
            ("dim the lamp to 30", "<set><d1> brightness 3<end>"),
            ("dim the lamp to 30", "<set><d1> brightness 50<end>"),
            ("lamp up by 15", "<up><d1> brightness 5<end>"), ("lamp to 300", "<set><d1> brightness 30<end>"),
            ("a timer of 5 minutes 30 seconds", "<do><d6> start<arg> minutes 50<arg> seconds 30<end>"),
            ("a timer of 5 minutes", "<do><d6> start<arg> hours 5<end>"),
            ("倒计时5分钟30秒", "<do><d6> start<arg> minutes 30<end>"),
        ])
    func unsaid(_ sentence: String, _ call: String) throws {
        #expect(try !isPossible(call, for: sentence))
    }

    @Test("What was said before in the conversation counts too")
    func history() throws {
        let call = "<set><d2> brightness 40<end>"
        #expect(try !isPossible(call, for: "and the desk lamp to 30"))
        #expect(try isPossible(call, for: "and the desk lamp to 30 or so", after: ["set the lamp to 40"]))
    }

    @Test("What is too fine for a device is brought to its steps on either side")
    func rounding() throws {
        #expect(try isPossible("<set><d1> brightness 20<end>", for: "lamp 20.5"))
        #expect(try isPossible("<set><d1> brightness 21<end>", for: "lamp 20.5"))
        #expect(try !isPossible("<set><d1> brightness 22<end>", for: "lamp 20.5"))
    }

    @Test("A time that was said once is not used twice")
    func timesOnce() throws {
        let add = "add 5 minutes to the 1 hour timer"
        #expect(try isPossible("<do><d6> extend<arg> minutes 5<arg> start hours 1<end>", for: add))
        #expect(try !isPossible("<do><d6> extend<arg> hours 1<arg> start hours 1<end>", for: add))
        let twice = "add 1 hour to the 1 hour timer"
        #expect(try isPossible("<do><d6> extend<arg> hours 1<arg> start hours 1<end>", for: twice))
    }
}
