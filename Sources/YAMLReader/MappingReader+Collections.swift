extension MappingReader {
    /// A list of texts; a single text counts as a list of one.
    public func strings(_ key: String) -> [String]? {
        guard let node = node(key) else { return nil }
        if let scalar = node.scalar, !scalar.isEmpty { return [scalar.text] }
        guard case .sequence(let items) = node.content else {
            report("\"\(key)\" must be a list of texts, not \(node.kindName)", at: key)
            return nil
        }
        return items.compactMap { item in
            if let scalar = item.scalar, !scalar.isEmpty { return scalar.text }
            context.report("an item of \"\(key)\" must be text, not \(item.kindName)", at: item.position)
            return nil
        }
    }

    /// A mapping inside this one.
    public func mapping(_ key: String, of what: String) -> MappingReader? {
        MappingReader(node(key), of: what, in: context)
    }

    /// The entries of a mapping whose keys are names that people chose.
    public func entries(_ key: String) -> [YAMLEntry]? {
        guard let node = node(key) else { return nil }
        if case .mapping(let entries) = node.content { return entries }
        report("\"\(key)\" must be a mapping (names with values), not \(node.kindName)", at: key)
        return nil
    }

    /// The items of a list; a single value counts as a list of one.
    public func elements(_ key: String) -> [YAMLNode]? {
        guard let node = node(key) else { return nil }
        if case .sequence(let items) = node.content { return items }
        return [node]
    }
}
