import YAMLReader

/// Reads `quiet_hours`.
enum QuietHoursReader {
    static func hours(_ reader: MappingReader) -> QuietHours? {
        guard let inner = reader.mapping("quiet_hours", of: "\"quiet_hours\"") else { return nil }
        let from = minute("from", in: inner)
        let to = minute("to", in: inner)
        let days = inner.strings("days")
        let manner = inner.choice("then", as: QuietHours.Manner.self) ?? .refuse
        inner.finish()
        guard let from, let to else { return nil }
        if from == to {
            inner.report("quiet hours that begin and end at the same minute are none; correct one", at: "to")
        }
        var hours = QuietHours(from: from, to: to)
        hours.manner = manner
        if let days {
            let known = QuietHours.dayNames
            for day in days where !known.contains(day) {
                inner.report("\"\(day)\" is no day; write \(known.joined(separator: ", "))", at: "days")
            }
            hours.days = Set(days.compactMap { known.firstIndex(of: $0) }.map { $0 + 1 })
        }
        return hours
    }

    /// `22:30` as minutes since midnight.
    private static func minute(_ key: String, in reader: MappingReader) -> Int? {
        guard let text = reader.requiredString(key, example: "\(key): \"22:00\"") else { return nil }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        if parts.count == 2, parts.allSatisfy({ (1...2).contains($0.utf8.count) && $0.utf8.allSatisfy(isDigit) }),
            let hour = Int(parts[0]), let minute = Int(parts[1]), hour < 24, minute < 60
        {
            return hour * 60 + minute
        }
        reader.report("\"\(key)\" must be a time of day such as \"22:30\", in quotes", at: key)
        return nil
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
