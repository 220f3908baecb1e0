import ApplianceVocabulary
import Appliances
import Testing

@Suite("Commands of the shipped profiles")
struct CommandGoldens {
    @Test(
        "a value is written as the maker documents it",
        arguments: [
            (.set("kitchen_lamp", "power", .name("on")), ["zigbee2mqtt/kitchen_lamp/set {\"state\":\"ON\"}"]),
            (.set("kitchen_lamp", "brightness", .number(100)), ["zigbee2mqtt/kitchen_lamp/set {\"brightness\":254}"]),
            (.set("kitchen_lamp", "color_temp", .number(2700)), ["zigbee2mqtt/kitchen_lamp/set {\"color_temp\":370}"]),
            (
                .set("kitchen_lamp", "color", .name("blue")),
                ["zigbee2mqtt/kitchen_lamp/set {\"color\":{\"hue\":240,\"saturation\":100}}"]
            ),
            (
                .set("bedroom_blind", "opening", .name("closed")),
                ["zigbee2mqtt/bedroom_blind/set {\"state\":\"CLOSE\"}"]
            ),
            (.set("bedroom_blind", "position", .number(40)), ["zigbee2mqtt/bedroom_blind/set {\"position\":40}"]),
            (.perform("bedroom_blind", "stop"), ["zigbee2mqtt/bedroom_blind/set {\"state\":\"STOP\"}"]),
            (.set("front_door", "lock", .name("unlocked")), ["zigbee2mqtt/front_door/set {\"state\":\"UNLOCK\"}"]),
            (.set("coffee_corner", "power", .name("off")), ["cmnd/coffee/POWER OFF"]),
            (.set("bedroom_fan", "power", .name("on")), ["bedroom-fan/fan/fan/command ON"]),
            (
                .set("bedroom_fan", "speed", .number(60)),
                ["bedroom-fan/fan/fan/speed_level/command 60", "bedroom-fan/fan/fan/command ON"]
            ),
            (.set("bedroom_fan", "speed", .number(0)), ["bedroom-fan/fan/fan/command OFF"]),
            (
                .set("heating", "temperature", .number(20.5)),
                ["living-room-climate/climate/thermostat/target_temperature/command 20.5"]
            ),
            (.set("heating", "power", .name("on")), ["living-room-climate/climate/thermostat/mode/command heat"]),
            (.set("heating", "hvac_mode", .name("cool")), ["living-room-climate/climate/thermostat/mode/command cool"]),
            (
                .set("heating", "fan_mode", .name("low")),
                ["living-room-climate/climate/thermostat/fan_mode/command low"]
            ),
            (
                .perform("rice_cooker", "start", ["program": .name("brown_rice")]),
                ["rice-cooker/select/program/command Brown rice", "rice-cooker/button/start/command PRESS"]
            ),
            (.perform("rice_cooker", "cancel"), ["rice-cooker/button/cancel/command PRESS"]),
            (.set("rice_cooker", "keep_warm", .name("on")), ["rice-cooker/switch/keep_warm/command ON"]),
            (.set("oven", "power", .name("on")), ["homeconnect/oven/set {\"uid\":539,\"value\":2}"]),
            (.set("oven", "temperature", .number(200)), ["homeconnect/oven/set {\"uid\":5120,\"value\":200}"]),
            (.perform("oven", "start"), ["homeconnect/oven/activeProgram {\"program\":8193}"]),
            (
                .perform("oven", "start", ["mode": .name("pizza"), "temperature": .number(220)]),
                ["homeconnect/oven/activeProgram {\"program\":8196,\"options\":[{\"uid\":5120,\"value\":220}]}"]
            ),
            (.perform("oven", "stop"), ["homeconnect/oven/set {\"uid\":512,\"value\":true}"]),
            (.set("fridge", "temperature", .number(5)), ["homeconnect/fridge/set {\"uid\":8449,\"value\":5}"]),
            (
                .set("fridge", "freezer_temperature", .number(-20)),
                ["homeconnect/fridge/set {\"uid\":8450,\"value\":-20}"]
            ),
            (.set("fridge", "super_cooling", .name("on")), ["homeconnect/fridge/set {\"uid\":8451,\"value\":true}"]),
            (
                .perform("washing_machine", "start", ["program": .name("wool")]),
                ["homeconnect/washer/activeProgram {\"program\":28680}"]
            ),
            (.perform("washing_machine", "pause"), ["homeconnect/washer/set {\"uid\":513,\"value\":true}"]),
            (.perform("robot", "start"), ["valetudo/robot/BasicControlCapability/operation/set START"]),
            (
                .perform("robot", "start", ["area": .name("kitchen")]),
                [
                    "valetudo/robot/MapSegmentationCapability/clean/set "
                        + "{\"segment_ids\":[\"16\"],\"iterations\":1,\"customOrder\":true}"
                ]
            ),
            (.perform("robot", "dock"), ["valetudo/robot/BasicControlCapability/operation/set HOME"]),
            (.set("robot", "fan_speed", .name("max")), ["valetudo/robot/FanSpeedControlCapability/preset/set max"]),
        ] as [(Action, [String])])
    func encoding(action: Action, expected: [String]) throws {
        let messages = try Repository.demoHome().encode(action)
        #expect(messages.map(line) == expected)
        #expect(messages.allSatisfy { !$0.retain && $0.qos == 1 })
    }

    @Test("what a device cannot be told is refused")
    func refusals() throws {
        let home = try Repository.demoHome()
        let wrong: [Action] = [
            .set("kitchen_lamp", "volume", .number(1)), .set("kitchen_lamp", "color", .name("plaid")),
            .set("reading_lamp", "color", .name("red")), .set("fridge", "door", .name("open")),
            .perform("fridge", "start"), .perform("robot", "start", ["area": .name("attic")]),
            .set("nowhere", "power", .name("on")), .adjust("kitchen_lamp", "brightness", .up),
        ]
        for action in wrong { #expect(throws: ActionRefused.self) { try home.encode(action) } }
    }

    @Test("asking for the state")
    func requests() throws {
        let home = try Repository.demoHome()
        #expect(
            home.stateRequests(for: "kitchen_lamp").map(line)
                == ["zigbee2mqtt/kitchen_lamp/get {\"state\":\"\",\"brightness\":\"\"}"])
        #expect(home.stateRequests(for: "coffee_corner").map(line) == ["cmnd/coffee/POWER "])
        #expect(home.stateRequests(for: "bedroom_fan").isEmpty)
    }
}
