import ApplianceVocabulary

/// Answers to questions, computed from what the devices reported. The model asks; it never answers.
struct Answering {
    /// One value that was looked up.
    struct Reading {
        var device: Device
        var property: String
        var value: Value?
        var ageSeconds: Double?
    }

    /// A question that was answered, as far as it can be.
    struct Result {
        var predicate: Predicate?
        var readings: [Reading]
        var isGroup: Bool
        var answer: Answer

        /// The readings that fit the predicate.
        var fitting: [Reading] {
            guard let predicate else { return readings }
            return readings.filter { $0.value.map { Answering.fits($0, predicate.value) } ?? false }
        }
    }

    /// Looks up what a call asks for. Nil if no device has the property.
    static func answer(
        _ target: Target, property: String, predicate: Predicate?, home: [Device],
        state: (String, String) async -> (value: Value, ageSeconds: Double?)?
    ) async -> Result? {
        let (devices, isGroup) = CallPlan.devices(of: target, home)
        var readings: [Reading] = []
        for device in devices where device.capability(property) != nil {
            let state = await state(device.id, property)
            readings.append(
                Reading(device: device, property: property, value: state?.value, ageSeconds: state?.ageSeconds))
        }
        guard !readings.isEmpty else { return nil }
        var result = Result(predicate: predicate, readings: readings, isGroup: isGroup, answer: Answer())
        result.answer = Self.answer(of: result)
        return result
    }

    private static func answer(of result: Result) -> Answer {
        let readings = result.readings
        let single = readings.count == 1 ? readings[0].value : nil
        guard let predicate = result.predicate else { return Answer(value: single) }
        let fitting = result.fitting
        let isAnyUnknown = readings.contains { $0.value == nil }
        let isAnyOther = readings.contains { reading in reading.value.map { !fits($0, predicate.value) } ?? false }
        switch predicate.quantifier {
        case .is, .all:
            // One that did not report may be otherwise: then nobody knows, unless another one settles it.
            let bool = isAnyOther ? false : isAnyUnknown ? nil : true
            return Answer(bool: bool, value: single)
        case .any:
            return Answer(bool: !fitting.isEmpty ? true : readings.allSatisfy { $0.value == nil } ? nil : false)
        case .which: return Answer(devices: fitting.map(\.device.id))
        case .count: return Answer(value: .number(Double(fitting.count)))
        }
    }

    /// True if what was reported is what was asked for, whatever the two call it.
    static func fits(_ reported: Value, _ asked: Value) -> Bool {
        if case .number(let a) = reported, case .number(let b) = asked { return abs(a - b) < 1e-6 }
        let a = key(reported)
        let b = key(asked)
        if a == b { return true }
        guard let sideA = side[a], let sideB = side[b] else { return false }
        return sideA == sideB
    }

    private static func key(_ value: Value) -> String {
        TextNormalizer.normalize(value.description)
    }

    /// Words for the two sides of things that have only two.
    private static let side: [String: Bool] = [
        "on": true, "open": true, "true": true, "detected": true, "yes": true, "opened": true, "active": true,
        "off": false, "closed": false, "false": false, "clear": false, "no": false, "shut": false, "inactive": false,
    ]
}
