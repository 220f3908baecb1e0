import Appliances
import JSONText
import Logging
import MQTTClient
import ModelFile
import TestBroker
import TestSupport
import Testing
import TrivetRuntime

#if canImport(Glibc)
    import Glibc
#endif

@Suite("The shipped model", .timeLimit(.minutes(2)))
struct PilotTests {
    static let project = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
        .joined(separator: "/")
    static let isThere = access(project + "/models/pilot.trivet", R_OK) == 0

    @Test("It decides about the demonstration's home", .enabled(if: isThere))
    func demonstration() async throws {
        let setup = try Setup(configuration: Self.project + "/config/demo.yaml")
        let node = await LocalNode(setup.appliances, model: try setup.openModel())
        let reply = try await node.ask(Command(text: "dim the kitchen lamp to 30 and start the rice cooker")) { _ in }
        #expect(reply.ok)
        let actions = (reply.json["actions"]?.array ?? []).map { action in
            "\(action["device"]?.string ?? "") \(action["property"]?.string ?? "") \(action["value"]?.description ?? "")"
        }
        #expect(Set(actions) == ["kitchen_lamp brightness 30", "rice_cooker start "])
    }

    @Test("Cut off or altered it is not used", .enabled(if: isThere))
    func damaged() throws {
        let folder = TemporaryFolder()
        let whole = try #require(TextFile.bytes(Self.project + "/models/pilot.trivet"))
        for length in [0, 40, 64, 4096, whole.count / 2, whole.count - 1] {
            let path = folder.write("cut.trivet", Array(whole[..<length]))
            #expect(throws: ModelFileError.self) { try PackedModel(path: path) }
        }
        for place in [0, 9, 70, 5000, whole.count / 2, whole.count - 1] {
            var altered = whole
            altered[place] ^= 1
            let path = folder.write("altered.trivet", altered)
            #expect(throws: ModelFileError.self) { try PackedModel(path: path).verify() }
        }
    }

    @Test("The same sentence gives the same reply, whatever was said before", .enabled(if: isThere))
    func repeatable() async throws {
        let setup = try Setup(configuration: Self.project + "/config/demo.yaml")
        let model = try setup.openModel()
        let sentences = ["turn on the reading lamp", "set the thermostat to 21", "turn on the reading lamp"]
        var replies: [[String]] = []
        for order in [sentences, sentences.reversed()] {
            let node = await LocalNode(setup.appliances, model: model)
            var said: [String] = []
            for (index, sentence) in order.enumerated() {
                let reply = try await node.ask(Command(text: sentence, session: "\(index)")) { _ in }
                said.append(reply.text)
            }
            replies.append(said)
        }
        #expect(replies[0] == replies[1].reversed())
    }
}
