import Appliances
import ApplianceVocabulary
import ArgumentParser
import TrivetRuntime

struct StateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "state", abstract: "Show what the appliances report, straight from their own topics.",
        discussion: "No runtime is asked. With a device and a property it prints the value alone, for scripts.")

    @Argument(help: "A device; all of them without it.")
    var device: String?

    @Argument(help: "A property of that device.")
    var property: String?

    @OptionGroup var home: HomeOptions
    @OptionGroup var broker: BrokerOptions

    @Option(help: ArgumentHelp("How long to listen.", valueName: "seconds"))
    var seconds = 1.0

    @Flag(help: "End as soon as the device has reported anything.")
    var any = false

    func validate() throws { try Seconds.check(seconds, of: "--seconds") }

    func run() async throws {
        try await command {
            let setup = try home.setup(broker: broker)
            let devices = try chosen(from: setup.appliances.devices)
            let reader = StateReader(setup.appliances, connection: try setup.connection(role: "state"))
            let (wanted, endsEarly) = (property, any)
            let state = try await reader.read(seconds: seconds) { state in
                guard let device = devices.first, devices.count == 1 else { return false }
                if let wanted { return state.value(of: device, wanted) != nil }
                return endsEarly && !state.values(of: device.id).isEmpty
            }
            if let device = devices.first, let property {
                guard let report = state.value(of: device, property) else {
                    complain("trivet: \(device.id) has not reported \(property) within \(seconds) s")
                    throw Exit.notDone
                }
                say(report.value.description)
            } else {
                if any, devices.allSatisfy({ state.values(of: $0.id).isEmpty }) {
                    complain("trivet: nothing was reported within \(seconds) s")
                    throw Exit.notDone
                }
                for device in devices { say(Self.line(of: device, state)) }
            }
        }
    }

    private func chosen(from devices: [Device]) throws -> [Device] {
        guard let device else { return devices }
        guard let found = devices.first(where: { $0.id == device }) else {
            throw ValidationError("no device \"\(device)\"; there are \(devices.map(\.id).joined(separator: ", "))")
        }
        if let property, found.capability(property) == nil {
            let known = found.capabilities.map(\.property).joined(separator: ", ")
            throw ValidationError("\(device) has no property \"\(property)\"; it has \(known)")
        }
        return [found]
    }

    private static func line(of device: Device, _ state: HomeState) -> String {
        let values = device.capabilities.compactMap { capability in
            state.value(of: device, capability.property).map { "\(capability.property) \($0.value)" }
        }
        let presence = state.isOnline(device.id) == false ? "not connected" : nil
        let text = ([presence].compactMap { $0 } + values).joined(separator: ", ")
        return device.id.padded(to: 24) + (text.isEmpty ? "nothing reported" : text)
    }
}
