import ApplianceVocabulary
import Appliances
import Intake
import JSONText
import YAMLReader

/// Any JSON: what was read is written and read again as the same.
func json(_ bytes: [UInt8]) throws {
    let value = try JSON(parsing: bytes)
    for written in [value.serialized(), value.serialized(pretty: true)] {
        let again = try? JSON(parsing: written)
        precondition(again == value)
    }
}

/// The payload of a command as it comes from the network.
func command(_ bytes: [UInt8]) throws {
    let command = try CommandParser().parse(bytes)
    precondition(!command.text.isEmpty && !command.id.isEmpty && command.id.utf8.count <= 128)
    precondition(command.text.utf8.count <= 4096)
}

/// Any YAML: a tree, or mistakes that lie in the file.
func yaml(_ bytes: [UInt8]) throws {
    let document = YAMLDocument(parsing: bytes, file: "fuzz.yaml")
    for diagnostic in document.diagnostics {
        precondition(!diagnostic.message.isEmpty)
        precondition(diagnostic.line >= 1 && diagnostic.line <= bytes.count + 2 && diagnostic.column >= 1)
    }
}

/// The file of a home; profiles are those of the project.
func home(_ bytes: [UInt8]) throws {
    // A home may name any folder of profiles. Here it gets those of the project, whatever it says.
    var text = String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
    text.removeAll { $0.hasPrefix("profiles:") }
    let known = "profiles: \(project)/devices\n"
    let path = write("home.yaml", Array((known + text.joined(separator: "\n")).utf8))
    let home = try HomeFiles.load(path)
    for device in home.devices { _ = home.stateRequests(for: device.id) }
}

/// The file of a device profile.
func profile(_ bytes: [UInt8]) throws {
    for diagnostic in HomeFiles.check([write("profile.yaml", bytes)]) { precondition(!diagnostic.message.isEmpty) }
}

/// What an appliance, or somebody in its name, publishes.
func report(_ bytes: [UInt8]) throws {
    guard let first = bytes.first else { return }
    let topics = demonstration.subscriptions
    let topic = topics[Int(first) % topics.count].topic
    let report = demonstration.decode(topic: topic, payload: Array(bytes.dropFirst()))
    for change in report.changes { precondition(demonstration.device(change.device) != nil) }
}

private let demonstration: ApplianceHome = {
    do {
        return try HomeFiles.load(project + "/config/demo.yaml")
    } catch {
        fatalError("\(error)")
    }
}()
