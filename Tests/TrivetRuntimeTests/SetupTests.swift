import Appliances
import MQTTClient
import TestSupport
import Testing
import TrivetRuntime

@Suite("Reading what is needed to start")
struct SetupTests {
    @Test("The broker of the home's file is the one that is connected to")
    func connection() throws {
        let home = TestHome(broker: ["host: broker.lan", "port: 2883", "username: u", "password_file: secret"])
        home.folder.write("config/secret", "pass word\n\n")
        let connection = try Setup(configuration: home.file).connection(role: "ask")
        #expect(connection.endpoint == .tcp(host: "broker.lan", port: 2883))
        #expect(connection.username == "u" && connection.password == "pass word")
        #expect(connection.clientID == "trivet-test-ask")
    }

    @Test("A password file that is not there is told by its path")
    func noPassword() throws {
        let home = TestHome(broker: ["username: u", "password_file: secret"])
        let setup = try Setup(configuration: home.file)
        let error = #expect(throws: SetupError.self) { try setup.connection() }
        #expect(error?.description.contains("config/secret") == true)
    }

    @Test("Mistakes in the home and in a board profile are told together")
    func mistakes() {
        let home = TestHome(broker: ["hots: localhost"])
        let error = #expect(throws: SetupError.self) { try Setup(configuration: home.file) }
        #expect(error?.description.contains("home.yaml:3:3") == true)
        #expect(throws: SetupError.self) { try Setup(configuration: home.folder.path + "/none.yaml") }
    }

    @Test("Without board profiles the fallback is used; one that is named has to be there")
    func board() throws {
        let home = TestHome()
        #expect(try Setup(configuration: home.file).board == .fallback)
        home.folder.write("firmware-profiles/mine.yaml", "board: mine\nmatch: {}\nthreads: 1\n")
        #expect(try Setup(configuration: home.file).board.name == "mine")
        let named = home.folder.write("config/other.yaml", home.folder.read("config/home.yaml") + "\nboard: theirs\n")
        let error = #expect(throws: SetupError.self) { try Setup(configuration: named) }
        #expect(error?.description.contains("mine") == true)
    }

    @Test("A model that is missing, foreign or cut off is an error that says so")
    func model() throws {
        let home = TestHome()
        let setup = try Setup(configuration: home.file)
        #expect(throws: SetupError.self) { try setup.openModel() }
        for bytes: [UInt8] in [[], Array("GGUF".utf8), [UInt8](repeating: 0, count: 4096)] {
            home.folder.write("models/pilot.trivet", bytes)
            let error = #expect(throws: SetupError.self) { try setup.openModel() }
            #expect(error?.description.contains("pilot.trivet") == true)
        }
    }
}
