import ApplianceVocabulary

/// Which devices a sentence names.
enum Mentions {
    /// The devices by their names; if none is named, those of a kind or place that is. Timers are not among them: "minutes"
    /// names no timer.
    static func devices(in sentence: String, of devices: [Device]) -> [Device] {
        let handles = Handles(Situation(devices: devices, sentence: sentence), nil)
        let hints = Hints(sentence, here: nil, handles)
        let named = hints.devices.compactMap { handles.device($0.handle) }.filter { $0.type != "timer" }
        return named.isEmpty ? hints.others.compactMap(handles.device).filter { $0.type != "timer" } : named
    }
}
