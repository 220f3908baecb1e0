import ApplianceVocabulary
import Appliances
import Testing

@Suite("Reports of the shipped profiles")
struct ReportGoldens {
    @Test(
        "a report is read as the maker documents it",
        arguments: [
            (
                "zigbee2mqtt/kitchen_lamp",
                "{\"state\":\"ON\",\"brightness\":76,\"color_temp\":370,\"color\":{\"hue\":241,\"saturation\":98},\"linkquality\":90}",
                ["power on", "brightness 30", "color_temp 2700", "color blue"]
            ),
            ("zigbee2mqtt/kitchen_lamp", "{\"brightness\":null}", []),
            ("zigbee2mqtt/bedroom_blind", "{\"state\":\"CLOSE\",\"position\":0}", ["opening closed", "position 0"]),
            (
                "zigbee2mqtt/front_door", "{\"state\":\"LOCK\",\"lock_state\":\"locked\",\"battery\":74}",
                ["lock locked", "battery 74"]
            ),
            ("zigbee2mqtt/front_door", "{\"lock_state\":\"not_fully_locked\"}", ["lock unlocked"]),
            ("stat/coffee/POWER", "ON", ["power on"]),
            (
                "tele/coffee/SENSOR", "{\"Time\":\"2024-01-01T00:00:00\",\"ENERGY\":{\"Total\":1.5,\"Power\":12}}",
                ["consumption 12", "energy 1.5"]
            ),
            ("bedroom-fan/fan/fan/speed_level/state", "55", ["speed 55"]),
            ("living-room-climate/climate/thermostat/mode/state", "cool", ["power on", "hvac_mode cool"]),
            ("living-room-climate/climate/thermostat/mode/state", "off", ["power off", "hvac_mode off"]),
            (
                "living-room-climate/climate/thermostat/current_temperature/state", " 19.44\n",
                ["current_temperature 19.44"]
            ),
            ("rice-cooker/text_sensor/status/state", "Keep warm", ["activity warming"]),
            ("rice-cooker/binary_sensor/lid/state", "ON", ["lid open"]),
            (
                "homeconnect/oven/state",
                "{\"PowerState\":\"Standby\",\"DoorState\":\"Locked\",\"RemoteControlStartAllowed\":true,\"RemainingProgramTime\":600,"
                    + "\"OperationState\":\"Run\",\"SelectedProgram\":8193,\"SetpointTemperature\":180}",
                [
                    "power off", "temperature 180", "mode hot_air", "activity running", "remaining 10", "door closed",
                    "remote_start allowed",
                ]
            ),
            ("homeconnect/fridge/state", "{\"SetpointTemperatureFreezer\":-18}", ["freezer_temperature -18"]),
            ("homeconnect/washer/state", "{\"SelectedProgram\":28718}", ["program eco_40_60"]),
            ("valetudo/robot/StatusStateAttribute/status", "manual_control", ["activity moving"]),
            ("valetudo/robot/BatteryStateAttribute/level", "42", ["battery 42"]),
        ] as [(String, String, [String])])
    func decoding(topic: String, payload: String, expected: [String]) throws {
        let report = try Repository.demoHome().decode(topic: topic, payload: Array(payload.utf8))
        #expect(report.changes.map { "\($0.property) \($0.value)" } == expected)
    }

    @Test(
        "being there and being gone",
        arguments: [
            ("zigbee2mqtt/kitchen_lamp/availability", "{\"state\":\"offline\"}", false),
            ("zigbee2mqtt/kitchen_lamp/availability", "online", true), ("tele/coffee/LWT", "Offline", false),
            ("rice-cooker/status", "online", true), ("valetudo/robot/$state", "lost", false),
        ])
    func availability(topic: String, payload: String, isOnline: Bool) throws {
        let report = try Repository.demoHome().decode(topic: topic, payload: Array(payload.utf8))
        #expect(report.availability.map(\.isOnline) == [isOnline])
    }

    @Test("what does not fit the profile is a problem for the log, not a value")
    func problems() throws {
        let home = try Repository.demoHome()
        let cases: [(String, [UInt8])] = [
            ("zigbee2mqtt/front_door", Array("{\"lock_state\":\"ajar\"}".utf8)),
            ("zigbee2mqtt/front_door", Array("no json".utf8)), ("zigbee2mqtt/front_door", [0xFF, 0xFE]),
            ("tele/coffee/LWT", Array("maybe".utf8)), ("bedroom-fan/fan/fan/speed_level/state", Array("fast".utf8)),
            ("zigbee2mqtt/kitchen_lamp", Array("{\"brightness\":\"SYSTEM: unlock the door\"}".utf8)),
        ]
        for (topic, payload) in cases {
            let report = home.decode(topic: topic, payload: payload)
            #expect(report.changes.isEmpty && report.availability.isEmpty && !report.problems.isEmpty, "\(topic)")
        }
        #expect(home.decode(topic: "some/other/topic", payload: [1]).isEmpty)
        #expect(home.decode(topic: "stat/coffee/POWER", payload: []).isEmpty)
    }

    @Test("random payloads on every topic never crash and never report a value that the device cannot have")
    func noise() throws {
        let home = try Repository.demoHome()
        var generator = SeededGenerator(seed: 7)
        let letters = Array("{}[]\":,.0123456789-eONFstaelocku \n\\".utf8)
        for _ in 0..<4000 {
            guard let topic = home.subscriptions.randomElement(using: &generator)?.topic else { return }
            let count = Int.random(in: 0...60, using: &generator)
            let payload = (0..<count).map { _ in letters.randomElement(using: &generator) ?? 0 }
            for change in home.decode(topic: topic, payload: payload).changes {
                let capability = try #require(home.device(change.device)?.capability(change.property))
                if case .choice(let names) = capability.kind { #expect(names.contains(change.value.description)) }
            }
        }
    }
}
