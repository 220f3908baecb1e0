import Agent
import Appliances
import TestSupport
import Testing
import TrivetRuntime

@Suite("Orders in what surrounds a sentence")
struct MessageInjectionTests {
    @Test("Members of a command give no orders and no permissions", arguments: MessageAttacks.payloads)
    func members(_ attack: Attack) async throws {
        for dialect in [BitNetDialect(), PilotDialect()] as [any Dialect] {
            let victim = try VictimHome()
            let parser = CommandParser(maximumBytes: 4096, home: victim.appliances.configuration)
            let command: Command
            do throws(CommandMistake) { command = try parser.parse(Array(attack.text.utf8), sender: nil) } catch {
                continue  // It is no command, and somebody is told why.
            }
            let model = GullibleModel(dialect)
            let request = AgentRequest(
                id: command.id, text: command.text, sender: command.sender, area: command.area, user: command.user,
                session: command.conversation)
            _ = await victim.loop(model).reply(to: request)
            #expect(victim.published.isEmpty, "\(attack), \(type(of: dialect)): \(victim.published)")
            #expect(model.timesFallen == 0, "\(attack), \(type(of: dialect))")
            #expect(command.sender == nil)
        }
    }

    @Test(
        "What was written to the journal comes back as it was, and as nothing more", arguments: MessageAttacks.payloads)
    func journal(_ attack: Attack) throws {
        guard let command = try? CommandParser().parse(Array(attack.text.utf8)) else { return }
        let folder = TemporaryFolder()
        let path = folder.path + "/journal"
        do {
            let journal = try Journal(path: path)
            #expect(try journal.admit(command) == .accepted)
        }
        let again = try Journal(path: path)
        #expect(again.damagedLines == 0 && again.unfinished.map(\.command) == [command])
        #expect(again.unfinished.map(\.stage) == [.accepted])
    }
}
