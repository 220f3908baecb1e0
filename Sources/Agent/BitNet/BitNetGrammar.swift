import ApplianceVocabulary
public import DecodingGrammar

extension BitNetDialect {
    /// What the answer may be: only devices, properties and values that there are. Everything that is not a choice is text
    /// that need not be asked for.
    ///
    /// It ends where the model ends its turn. `done` stands only behind a report; words of the model's own never stand behind
    /// something that was changed: what the appliances reported is what the person is told.
    public func grammar(for situation: Situation) -> Grammar {
        let builder = BitNetGrammar(
            home: BitNetHome(situation), sentence: TextNormalizer.normalize(situation.sentence))
        let calls = Grammar.sequence([
            builder.call,
            .repeated(.sequence([.literal("\n"), builder.call]), minimum: 0, maximum: Self.maximumCalls - 1),
        ])
        var answers = [calls, builder.question, builder.refusal]
        if !situation.steps.flatMap(\.calls).contains(where: \.isWrite) {
            answers.append(.sequence([.literal("say(\""), .text(without: "\"\\"), .literal("\")")]))
        }
        if !situation.steps.isEmpty { answers.append(.literal("done()")) }
        return .choice(answers)
    }
}

/// Builds the grammar of one situation.
private struct BitNetGrammar {
    let home: BitNetHome
    let groups: Groups
    let sentence: String

    init(home: BitNetHome, sentence: String) {
        self.home = home
        groups = Groups(home.home)
        self.sentence = sentence
    }

    /// What calls can be about, and what that can do.
    private struct Entry {
        var target: Grammar
        var capabilities: [Capability]
        var verbs: [Verb]
        var isGroup: Bool
    }

    var call: Grammar {
        let kinds = home.kinds.map { kind in
            Entry(
                target: .choice(kind.devices.map { .literal(home.label(of: $0.id)) }), capabilities: kind.capabilities,
                verbs: kind.verbs, isGroup: false)
        }
        let entries = kinds + home.types.map(group)
        func calls(_ name: String, _ rest: (Entry) -> [Grammar]) -> Grammar {
            .sequence([
                .literal("\(name)("),
                .choice(
                    entries.map { entry in
                        .sequence([entry.target, .literal(", "), .choice(rest(entry)), .literal(")")])
                    }),
            ])
        }
        return .choice([
            calls("set") { entry in
                entry.capabilities.filter(\.isWritable).map { capability in
                    .sequence([.literal("\(Quoting.word(capability.property)), "), value(of: capability.kind)])
                }
            },
            calls("adjust") { $0.capabilities.filter(\.isWritable).compactMap(adjusting) },
            calls("do", doings),
            calls("get") { entry in
                entry.capabilities.map { capability in
                    .sequence([
                        .literal(Quoting.word(capability.property)),
                        .optional(predicate(capability.kind, entry.isGroup)),
                    ])
                }
            },
        ])
    }

    private func group(_ type: String) -> Entry {
        let scopes = home.scopes.filter { !groups.members(of: type, in: $0.scope).isEmpty }
        let shown = home.devices.filter { $0.type == type }.map { Grammar.literal(home.label(of: $0.id)) }
        let all = Groups.union(of: home.home.filter { $0.type == type })
        let target = Grammar.sequence([
            .literal("all \(Quoting.word(type))"),
            .optional(.choice(scopes.map { .literal(" in \"\($0.label)\"") })),
            .optional(
                .sequence([
                    .literal(" but "), .choice(shown),
                    .repeated(.sequence([.literal(" and "), .choice(shown)]), minimum: 0, maximum: 5),
                ])),
        ])
        return Entry(target: target, capabilities: all.capabilities, verbs: all.verbs, isGroup: true)
    }

    private func adjusting(_ capability: Capability) -> Grammar? {
        guard case .range(let minimum, let maximum, let step, _) = capability.kind, maximum > minimum else {
            return nil
        }
        let decimals = PilotDialect.decimals(step, minimum)
        let smallest = [1, 0.1, 0.01, 0.001][decimals]
        return .sequence([
            .literal("\(Quoting.word(capability.property)), "), .choice([.literal("up"), .literal("down")]),
            .optional(
                .sequence([
                    .literal(", "), .number(minimum: smallest, maximum: maximum - minimum, decimals: decimals),
                ])),
        ])
    }

    private func doings(_ entry: Entry) -> [Grammar] {
        var doings: [Grammar] = entry.verbs.map { verb in
            let arguments = verb.arguments.map { argument in
                Grammar.sequence([.literal(", \(Quoting.word(argument.name)):"), value(of: argument.kind)])
            }
            return .sequence([
                .literal(Quoting.word(verb.name)),
                .repeated(.choice(arguments), minimum: 0, maximum: arguments.count),
            ])
        }
        if Toggling.isPossible(entry.capabilities), !entry.verbs.contains(where: { $0.name == "toggle" }) {
            doings.append(.literal("toggle"))
        }
        return doings
    }

    private func predicate(_ kind: PropertyKind, _ isGroup: Bool) -> Grammar {
        let quantifiers = isGroup ? Predicate.Quantifier.allCases : [.is]
        let asked: Grammar =
            if case .reading(let unit) = kind {
                .choice(
                    (unit == nil ? PilotVocabulary.reportedNames.map { .literal($0) } : [])
                        + [.number(minimum: -100_000, maximum: 1_000_000, decimals: 2)])
            } else {
                value(of: kind)
            }
        return .sequence([
            .literal(", "), .choice(quantifiers.map { .literal($0.rawValue) }), .literal(", "), asked,
        ])
    }

    private func value(of kind: PropertyKind) -> Grammar {
        switch kind {
        case .choice(let names): return .choice(names.map { .literal(Quoting.word($0)) })
        case .flag: return .choice([.literal("true"), .literal("false")])
        case .range(let minimum, let maximum, let step, _):
            return .number(minimum: minimum, maximum: maximum, decimals: PilotDialect.decimals(step, minimum))
        case .reading: return .choice([])
        }
    }

    /// The value with the space before it.
    private func value(of kind: ArgumentKind) -> Grammar {
        switch kind {
        case .choice(let names): .choice(names.map { .literal(" \(Quoting.word($0))") })
        case .number(let maximum, let decimals):
            .sequence([.literal(" "), .number(minimum: 0, maximum: maximum, decimals: decimals ? 2 : 0)])
        case .words: .excerpt(of: sentence, maximumWords: 4)
        }
    }

    var question: Grammar {
        let labels = home.devices.map { Grammar.literal(", \(home.label(of: $0.id))") }
        var properties: [String] = []
        for capability in home.kinds.flatMap(\.capabilities) where !properties.contains(capability.property) {
            properties.append(capability.property)
        }
        return .sequence([
            .literal("ask("),
            .choice([
                .sequence([
                    .literal("which"), .repeated(.choice(labels), minimum: min(2, labels.count), maximum: 6),
                ]),
                .sequence([
                    .literal("value"), .optional(.choice(properties.map { .literal(", \(Quoting.word($0))") })),
                ]),
                .literal("again"),
            ]),
            .literal(")"),
        ])
    }

    var refusal: Grammar {
        let reasons: [Refusal] = [.noSuchDevice, .unsupported(""), .outOfRange(""), .notAboutHome]
        return .sequence([
            .literal("refuse("), .choice(reasons.map { .literal($0.code) }), .literal(")"),
        ])
    }
}
