/// What stands for the device in its topics: the part that differs between devices of one model.
struct Placement {
    /// The value of `{address}`; nil if the topics are written out.
    let address: String?
    /// The value of `{base}`; nil if there is none.
    let base: String?

    init(_ device: DeviceDescription) {
        base = device.base
        address = device.address ?? Self.common(device.topics)
    }

    /// The topic as a template of a profile.
    func template(_ topic: String) -> String {
        var levels = topic.split(separator: "/", omittingEmptySubsequences: false).map {
            Placeholders.escaped(String($0))
        }
        replace(address, with: "{address}", in: &levels)
        if let base, let range = Self.range(of: base, in: levels), range.lowerBound == 0 {
            levels.replaceSubrange(range, with: ["{base}"])
        }
        return levels.joined(separator: "/")
    }

    private func replace(_ value: String?, with place: String, in levels: inout [String]) {
        guard let value, let range = Self.range(of: value, in: levels) else { return }
        levels.replaceSubrange(range, with: [place])
    }

    /// Where the levels of a text are among others.
    private static func range(of text: String, in levels: [String]) -> Range<Int>? {
        let wanted = text.split(separator: "/", omittingEmptySubsequences: false).map {
            Placeholders.escaped(String($0))
        }
        guard wanted.count <= levels.count else { return nil }
        for start in 0...(levels.count - wanted.count) where Array(levels[start..<(start + wanted.count)]) == wanted {
            return start..<(start + wanted.count)
        }
        return nil
    }

    /// The levels with which all topics begin, or one level that is in all of them.
    private static func common(_ topics: [String]) -> String? {
        let split = topics.map { $0.split(separator: "/", omittingEmptySubsequences: false).map(String.init) }
        guard let first = split.first else { return nil }
        var count = first.count
        for levels in split { count = zip(first.prefix(count), levels).prefix { $0 == $1 }.count }
        if count > 0 { return first[..<count].joined(separator: "/") }
        return first.filter { level in split.allSatisfy { $0.contains(level) } }.max { $0.utf8.count < $1.utf8.count }
    }
}
