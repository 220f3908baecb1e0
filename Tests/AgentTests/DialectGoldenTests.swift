import Agent
import ApplianceVocabulary
import DecodingGrammar
import JSONText
import Testing

@Suite("The pilot's dialect as the training data writes it")
struct DialectGoldenTests {
    @Test("Prompts, grammar and calls")
    func goldens() throws {
        let lines = try Goldens.lines("dialect.jsonl")
        #expect(lines.count >= 100)
        for line in lines {
            let sentence = try #require(line["utterance"]?.string)
            let home = try #require(line["home"]?.array).map(Self.device)
            let handles = FixedHandles(
                scopes: line["scopes"]?.array?.compactMap { ($0[0]!.string!, $0[1]!.string!) } ?? [],
                devices: Dictionary(
                    uniqueKeysWithValues: line["home"]!.array!.map { ($0["id"]!.string!, $0["handle"]!.string!) }))
            let dialect = PilotDialect(handles: handles)
            let here = line["here"]?.string
            let situation = Situation(devices: home, here: here, sentence: sentence)

            let prompt = dialect.prompt(for: situation)
            #expect(prompt.home + prompt.conversation == Self.segments(line["prompt"]), "\(sentence)")

            let answer = Self.segments(line["answer"])
            let automaton = try GrammarAutomaton(dialect.grammar(for: situation))
            let expected = try #require(line["calls"]?.array).map { Self.call($0, handles) }
            // Data that asks for what a device lacks would be a mistake in the data: the grammar does not have it.
            if expected.contains(where: { Self.isImpossible($0, home) }) {
                #expect(!accepts(automaton, answer))
                continue
            }
            #expect(accepts(automaton, answer), "\(sentence): \(answer)")

            guard case .calls(let calls) = dialect.read(Completion(segments: answer), in: situation) else {
                Issue.record("\(sentence): \(answer) cannot be read")
                continue
            }
            #expect(calls.map(Self.withAreas) == expected, "\(sentence)")

            // Written again as history, the calls are the same text.
            let told = Situation(
                devices: home, here: here, history: [Turn(sentence: sentence, here: here, calls: calls)], sentence: "x")
            let conversation = dialect.prompt(for: told).conversation
            #expect(Array(conversation.dropFirst(prompt.conversation.count).prefix(answer.count)) == answer)
        }
    }

    @Test("What is shown of large homes")
    func shortlists() throws {
        var home = Shortlist([])
        var count = 0
        for line in try Goldens.lines("shortlist.jsonl") {
            if let devices = line["home"]?.array {
                home = Shortlist(devices.map(Self.device))
                continue
            }
            let sentence = try #require(line["utterance"]?.string)
            let shown = home.devices(for: sentence, here: line["here"]?.string, whole: 16, limit: 8)
            #expect(shown.map(\.id) == line["shown"]?.array?.compactMap(\.string), "\(sentence)")
            count += 1
        }
        #expect(count >= 100)
    }

    // MARK: Reading the training code's notation

    static func segments(_ json: JSON?) -> [Segment] {
        json?.array?.map { segment in
            segment["control"].map { .control($0.string!) } ?? .text(segment["text"]!.string!)
        } ?? []
    }

    static func device(_ json: JSON) -> Device {
        let capabilities = json["properties"]!.object!.map { member -> Capability in
            let kind: PropertyKind =
                switch member.value[0]!.string! {
                case "choice": .choice(member.value[1]!.array!.map { $0.string! })
                case "range":
                    .range(minimum: member.value[1]!.number!, maximum: member.value[2]!.number!, step: 0.5, unit: nil)
                case "flag": .flag
                default: .reading(unit: nil)
                }
            return Capability(property: member.key, kind: kind)
        }
        // What can be set beforehand is also what it can be started with.
        let choices = capabilities.compactMap { capability -> (name: String, kind: ArgumentKind)? in
            if case .choice(let names) = capability.kind { (capability.property, .choice(names)) } else { nil }
        }
        return Device(
            id: json["id"]!.string!, name: json["name"]!.string!, area: json["area"]?.string,
            floor: json["floor"]?.string,
            type: json["type"]!.string!, deviceClass: json["device_class"]?.string, capabilities: capabilities,
            verbs: json["verbs"]!.object!.map { verb($0.key, of: json["type"]!.string!, choices) })
    }

    /// Every verb takes every argument here, in any words where the device does not name them.
    static func verb(_ name: String, of type: String, _ choices: [(name: String, kind: ArgumentKind)]) -> Verb {
        // Coffee is hot or iced; an oven has degrees.
        let isCoffee = type == "coffee_maker"
        let numbers =
            ["hours", "minutes", "seconds", "start_hours", "start_minutes", "start_seconds", "shots"]
            + (isCoffee ? [] : ["temperature"])
        let words =
            ["name", "area", "drink", "size", "roast", "strength", "program", "mode"]
            + (isCoffee ? ["temperature"] : [])
        let own = choices.filter { $0.name == "program" || $0.name == "mode" }
        let free = words.filter { word in !own.contains { $0.name == word } }
        return Verb(
            name: name,
            arguments: own + numbers.map { ($0, .number(maximum: 999, decimals: false)) } + free.map { ($0, .words) }
                + [
                    ("milk", .choice(["milk", "oat", "soy", "almond", "none", "cream"])),
                    ("milk_amount", .choice(["a little", "a lot"])), ("sugar", .choice(["sugar", "none"])),
                    ("sugar_amount", .number(maximum: 9, decimals: false)),
                ])
    }

    static func call(_ json: JSON, _ handles: FixedHandles) -> ToolCall {
        let ids = Dictionary(uniqueKeysWithValues: handles.devices.map { ($0.value, $0.key) })
        let name = json[2]?.string ?? ""
        switch json[0]!.string! {
        case "set": return .set(target(json[1]!, handles, ids), property: name, value: value(json[3]!))
        case "up":
            return .adjust(target(json[1]!, handles, ids), property: name, direction: .up, amount: json[3]?.number)
        case "down":
            return .adjust(target(json[1]!, handles, ids), property: name, direction: .down, amount: json[3]?.number)
        case "do":
            let arguments = json[3]!.object!.map { ($0.key, plain(value($0.value))) }
            return .perform(
                target(json[1]!, handles, ids), verb: name, arguments: Dictionary(uniqueKeysWithValues: arguments))
        case "get":
            let predicate = json[3]?.array.map { Predicate(.init(rawValue: $0[0].string!)!, value($0[1])) }
            return .get(target(json[1]!, handles, ids), property: name, predicate: predicate)
        case "ask":
            switch json[1]!.string! {
            case "which": return .ask(.ambiguousTarget(json[2]!.array!.map { ids[$0.string!]! }))
            case "value": return .ask(.missingValue(property: json[2]?.string))
            default: return .ask(.unclear)
            }
        default:
            switch json[1]!.string! {
            case "device": return .refuse(.noSuchDevice)
            case "unsupported": return .refuse(.unsupported(""))
            case "range": return .refuse(.outOfRange(""))
            default: return .refuse(.notAboutHome)
            }
        }
    }

    /// A value in the form in which it is compared: a number in words may come back in digits.
    static func plain(_ value: Value) -> Value {
        if case .name(let name) = value { .name(TextNormalizer.normalize(name)) } else { value }
    }

    /// True if the call changes a property that its device does not have.
    static func isImpossible(_ call: ToolCall, _ home: [Device]) -> Bool {
        guard case .device(let id)? = call.target, let device = home.first(where: { $0.id == id }) else { return false }
        return switch call {
        case .set(_, let property, _), .adjust(_, let property, _, _): device.capability(property) == nil
        default: false
        }
    }

    /// Whether a name is an area or a floor is not in the notation.
    static func withAreas(_ call: ToolCall) -> ToolCall {
        func area(_ target: Target) -> Target {
            guard case .group(let type, .floor(let name), let except) = target else { return target }
            return .group(type: type, scope: .area(name), except: except)
        }
        return switch call {
        case .set(let target, let property, let value): .set(area(target), property: property, value: value)
        case .adjust(let target, let property, let direction, let amount):
            .adjust(area(target), property: property, direction: direction, amount: amount)
        case .perform(let target, let verb, let arguments):
            .perform(area(target), verb: verb, arguments: arguments.mapValues(plain))
        case .get(let target, let property, let predicate): .get(area(target), property: property, predicate: predicate)
        case .ask, .refuse, .say: call
        }
    }

    static func target(_ json: JSON, _ handles: FixedHandles, _ ids: [String: String]) -> Target {
        if let handle = json.string { return .device(ids[handle]!) }
        let scope = handles.scopes.enumerated().first { $0.element.handle == json[2]!.string! }
        return .group(
            type: json[1]!.string!, scope: scope.map { .area($0.element.name) } ?? .everywhere,
            except: json[3]!.array!.map { ids[$0.string!]! })
    }

    static func value(_ json: JSON) -> Value {
        switch json {
        case .bool(let flag): .flag(flag)
        case .number(let number): .number(number)
        default: .name(json.string!)
        }
    }
}
