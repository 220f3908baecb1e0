import Agent
import ApplianceVocabulary
import JSONText
import TestSupport
import Testing
import TrivetRuntime

@Suite("Evaluation")
struct EvaluationTests {
    private static let lamp = #"""
        {"id":"light.k","name":"Kitchen Lamp","area":"Kitchen","type":"light","capabilities":{"power":{"values":["on","off"]},"brightness":{"min":0,"max":100,"unit":"%"}}}
        """#
    private static let door = #"""
        {"id":"lock.f","name":"Front Door","area":null,"type":"lock","capabilities":{"lock":{"values":["locked","unlocked"]}}}
        """#

    private func test(_ kind: String, _ utterance: String, _ rest: String) throws -> EvaluationCase {
        let text = """
            {"id":"t","source":"s","lang":"en","kind":"\(kind)","home":[\(Self.lamp),\(Self.door)],\
            "state":{"light.k":{"power":"on","brightness":80},"lock.f":{"lock":"locked"}},"context":{},\
            "utterance":"\(utterance)",\(rest)}
            """
        return try EvaluationCase(json: JSON(parsing: text))
    }

    private func call(_ utterance: String, _ property: String, _ value: String) throws -> EvaluationCase {
        try test(
            "call", utterance,
            #""expected":[{"device":"light.k","action":"set","property":"\#(property)","value":\#(value)}]"#)
    }

    @Test("Three cases run through the agent and are judged by their effect")
    func threeCases() async throws {
        let runner = EvaluationRunner(model: TestHome.model)
        let done = await runner.run(try call("Dim the kitchen lamp to 30!", "brightness", "30"))
        #expect(done.isRight && !done.isWrongAction)
        #expect(
            done.prediction["actions"]
                == [["device": "light.k", "action": "set", "property": "brightness", "value": 30]])
        let asked = await runner.run(
            try test(
                "query", "is the front door locked?",
                #""expected":[{"device":"lock.f","action":"get","property":"lock"}],"answer":{"bool":true}"#))
        #expect(asked.isRight && asked.prediction["answer"]?["bool"] == true)
        let refused = await runner.run(try test("refuse", "order a pizza", #""expected":{"refuse":"not_about_home"}"#))
        #expect(refused.isRight && refused.isExact && refused.prediction["refuse"] == "not_about_home")

        var report = EvaluationReport()
        for result in [done, asked, refused] { report.add(result) }
        #expect(report.accuracy == 1 && report.wrongActionRate == 0)
        #expect(report.accuracy(of: "call") == 1)
        #expect(report.table.contains("call s en"))
    }

    @Test("A wrong effect is a wrong action, and a model that fails is only not right")
    func wrong() async throws {
        let runner = EvaluationRunner(model: TestHome.model)
        let wrong = await runner.run(try call("turn off the kitchen lamp", "brightness", "30"))
        #expect(!wrong.isRight && wrong.isWrongAction)
        let failed = await runner.run(try call("something that the model has no answer to", "brightness", "30"))
        #expect(!failed.isRight && !failed.isWrongAction)
        #expect(failed.prediction["failure"] == "model")
    }

    /// What was predicted for "the lamp shall have 30 %", and why that is not right.
    @Test(
        "Every failure has its reason",
        arguments: [
            (#""actions":[],"clarify":"confirm","calls":["set(light.k, brightness, 30)"]"#, FailureReason.askedFirst),
            (#""actions":[],"clarify":"missing_value","calls":["ask(value)"]"#, .askedBack),
            (#""actions":[],"refuse":"no_such_device","calls":["refuse(no_such_device)"]"#, .refused),
            (#""actions":[],"refuse":"unsupported","calls":[]"#, .notUnderstood),
            (#""actions":[],"failure":"model","calls":[]"#, .notUnderstood),
            (#""actions":[{"device":"light.k","action":"get","property":"brightness"}]"#, .readInsteadOfDone),
            (#""actions":[{"device":"light.x","action":"set","property":"brightness","value":30}]"#, .otherDevice),
            (#""actions":[{"device":"light.k","action":"set","property":"brightness","value":3}]"#, .otherDeed),
            (
                #""actions":[{"device":"light.k","action":"set","property":"brightness","value":30},"#
                    + #"{"device":"lock.f","action":"set","property":"lock","value":"unlocked"}]"#, .tooMuch
            ),
        ])
    func reasons(prediction: String, reason: FailureReason) throws {
        let test = try call("the lamp at 30", "brightness", "30")
        #expect(FailureReason(try JSON(parsing: "{\(prediction)}"), of: test) == reason)
    }

    @Test("Of two deeds one alone is incomplete, and a question that is answered by a deed is done unasked")
    func otherReasons() throws {
        let set = #"{"device":"light.k","action":"set","property":"power","value":"off"}"#
        let lock = #"{"device":"lock.f","action":"set","property":"lock","value":"locked"}"#
        let two = try test("call", "lamp off and lock the door", #""expected":[\#(set),\#(lock)]"#)
        #expect(FailureReason(try JSON(parsing: #"{"actions":[\#(set)]}"#), of: two) == .incomplete)
        let get = #"{"device":"lock.f","action":"get","property":"lock"}"#
        let query = try test("query", "locked?", #""expected":[\#(get)],"answer":{"bool":true}"#)
        #expect(FailureReason(try JSON(parsing: #"{"actions":[\#(lock)]}"#), of: query) == .doneUnasked)
        let wrong = #"{"actions":[\#(get)],"answer":{"bool":false}}"#
        #expect(FailureReason(try JSON(parsing: wrong), of: query) == .otherAnswer)
        let other = #"{"actions":[{"device":"light.k","action":"get","property":"power"}],"answer":{"bool":false}}"#
        #expect(FailureReason(try JSON(parsing: other), of: query) == .otherDevice)
    }

    @Test("The page shows what was said, wanted and done, and text of people stays text")
    func page() async throws {
        let runner = EvaluationRunner(model: TestHome.model)
        var report = EvaluationReport()
        report.add(await runner.run(try call("turn off the kitchen lamp", "brightness", "30")))
        report.add(await runner.run(try call("<script>alert(1)</script> & more", "brightness", "30")))
        let page = report.page(title: "cases <1>")
        #expect(page.contains("<title>cases &lt;1&gt;</title>") && !page.contains("<script"))
        #expect(page.contains("&lt;script&gt;alert(1)&lt;/script&gt; &amp; more"))
        #expect(page.contains("set light.k brightness 30") && page.contains("set(light.k, power, off)"))
        #expect(page.contains("other deed (1)") && page.contains("not understood (1)"))
        #expect(report.table.contains("not right because: not understood 1, other deed 1"))
    }

    /// Predictions for "the lamp at 80 % shall go off", and whether the reference scorer says that they are right.
    @Test(
        "Effects are equal where the vocabulary says so",
        arguments: [
            (#"[{"device":"light.k","action":"set","property":"power","value":"off"}]"#, true),
            (#"[{"device":"light.k","action":"set","property":"brightness","value":0}]"#, true),
            (#"[{"device":"light.k","action":"do","property":"toggle"}]"#, true),
            (
                #"[{"device":"light.k","action":"set","property":"power","value":"OFF"},{"device":"lock.f","action":"set","property":"lock","value":"locked"}]"#,
                true
            ),
            (
                #"[{"device":"light.k","action":"set","property":"power","value":"off"},{"device":"lock.f","action":"set","property":"lock","value":"unlocked"}]"#,
                false
            ),
            (#"[{"device":"light.k","action":"set","property":"brightness","value":1}]"#, false),
            (#"[{"device":"light.x","action":"set","property":"power","value":"off"}]"#, false),
            ("[]", false),
        ])
    func equivalences(actions: String, isRight: Bool) throws {
        let test = try call("x", "power", #""off""#)
        let prediction = JSON.object(["id": "t", "actions": try JSON(parsing: actions)])
        let score = EvaluationScorer.score(prediction, of: test)
        #expect(score.isRight == isRight)
        #expect(score.isWrongAction == (!isRight && actions != "[]"))
    }

    @Test(
        "A relative change is right in its direction, with its amount if there is one",
        arguments: [
            ("null", #"{"action":"adjust","value":"down","amount":5}"#, true),
            ("null", #"{"action":"adjust","value":"up","amount":null}"#, false),
            ("null", #"{"action":"set","value":60}"#, true),
            ("null", #"{"action":"set","value":90}"#, false),
            ("20", #"{"action":"set","value":60}"#, true),
            ("20", #"{"action":"set","value":70}"#, false),
            ("20", #"{"action":"adjust","value":"down","amount":20}"#, true),
            ("20", #"{"action":"adjust","value":"down"}"#, false),
        ])
    func relative(amount: String, action: String, isRight: Bool) throws {
        let test = try test(
            "call", "x",
            #""expected":[{"device":"light.k","action":"adjust","property":"brightness","value":"down","amount":\#(amount)}]"#
        )
        let members = try JSON(parsing: action).object ?? []
        let full = [
            JSON.Member(key: "device", value: "light.k"), JSON.Member(key: "property", value: "brightness"),
        ]
        let prediction = JSON.object(["id": "t", "actions": .array([.object(full + members)])])
        #expect(EvaluationScorer.score(prediction, of: test).isRight == isRight)
    }

    @Test("Arguments of verbs are equal where times are: 90 seconds are a minute and a half")
    func timers() throws {
        let text = #"""
            {"id":"t","source":"s","lang":"en","kind":"call","home":[{"id":"timer.t","name":"Timer","area":null,"type":"timer","capabilities":{"do":["start","extend"],"args":{"hours":null,"minutes":null,"seconds":null,"name":null,"area":null},"remaining":{"readonly":true}}}],
            "state":{},"context":{},"utterance":"x","expected":[{"device":"timer.t","action":"do","property":"start","value":{"minutes":1,"seconds":30,"name":"Pizza"}}]}
            """#
        let test = try EvaluationCase(json: JSON(parsing: text))
        let start = try #require(test.devices.first?.verb("start"))
        #expect(start.arguments.map(\.name) == ["hours", "minutes", "seconds", "name", "area"])
        #expect(
            test.devices.first?.verb("extend")?.arguments.map(\.name)
                == ["hours", "minutes", "seconds", "start_hours", "start_minutes", "name", "area"])
        func isRight(_ value: JSON) -> Bool {
            let action: JSON = ["device": "timer.t", "action": "do", "property": "start", "value": value]
            return EvaluationScorer.score(["id": "t", "actions": [action]], of: test).isRight
        }
        #expect(isRight(["seconds": 90, "name": "pizza"]))
        #expect(!isRight(["seconds": 91, "name": "pizza"]))
        #expect(!isRight(["seconds": 90]))
    }

    @Test("A case without a home is said in that of the case before it")
    func sharedHome() throws {
        let folder = TemporaryFolder()
        let rest = #""source": "s", "lang": "en", "kind": "call", "utterance": "on", "expected": []"#
        let home = #""home": [{"id": "a", "name": "A", "type": "light", "capabilities": {}}]"#
        let cases = try EvaluationCase.load(
            folder.write("cases.jsonl", "{\"id\": \"1\", \(home), \(rest)}\n{\"id\": \"2\", \(rest)}\n"))
        #expect(cases.map(\.devices.count) == [1, 1])
        let alone = folder.write("alone.jsonl", "{\"id\": \"1\", \(rest)}\n")
        #expect(throws: EvaluationMistake.self) { try EvaluationCase.load(alone) }
    }

    @Test("A file with a broken line is told with its line")
    func brokenFile() {
        let folder = TemporaryFolder()
        let path = folder.write("cases.jsonl", "\n{\"id\": 1}\n")
        let error = #expect(throws: EvaluationMistake.self) { try EvaluationCase.load(path) }
        #expect(error?.description.contains(":2: \"id\" must be text") == true)
        #expect(throws: EvaluationMistake.self) { try EvaluationCase.load(folder.path + "/none") }
    }
}
