import YAMLReader

extension HomeReader {
    /// Who sends commands on topics of their own.
    func senders(_ reader: MappingReader, areas: [Area]) -> [Sender] {
        (reader.entries("senders") ?? []).compactMap { entry in
            guard Names.check(entry.key, "the sender", at: entry.keyPosition, in: context) else { return nil }
            guard let inner = MappingReader(entry.value, of: "the sender \"\(entry.key)\"", in: context) else {
                return nil
            }
            var sender = Sender(id: entry.key)
            sender.position = entry.keyPosition
            sender.only = names("only", in: inner)
            if let area = inner.string("area") {
                if areas.contains(where: { $0.id == area }) {
                    sender.area = area
                } else {
                    let advice = suggestion(for: area, among: areas.map(\.id)).map { "did you mean \($0)?" }
                    inner.report("there is no area \"\(area)\"; \(advice ?? "write it under areas:")", at: "area")
                }
                if sender.id == Sender.anyone {
                    inner.report("anyone is everybody, who stands in no area in particular; remove it", at: "area")
                }
            }
            inner.finish()
            return sender
        }
    }

    /// A list of names, which may be empty.
    private func names(_ key: String, in reader: MappingReader) -> [String]? {
        if case .sequence(let items) = reader.node(key)?.content, items.isEmpty { return [] }
        return reader.strings(key)
    }
}
