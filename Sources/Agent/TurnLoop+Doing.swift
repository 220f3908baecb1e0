import ApplianceVocabulary

// What the loop does with the home.

extension TurnLoop {
    /// All actions at once, those of one device one after the other. The results are in the order of the actions.
    func perform(_ actions: [Action], isConfirmed: Bool, _ turn: TurnContext) async -> [ActionResult] {
        let request = turn.request
        let context = RequestContext(
            id: request.id, sender: request.sender, user: request.user, area: request.area, session: request.session,
            isConfirmed: isConfirmed)
        var byDevice: [String: [Int]] = [:]
        for (index, action) in actions.enumerated() { byDevice[action.device, default: []].append(index) }
        let home = home
        return await withTaskGroup(of: [(Int, ActionResult)].self) { group in
            for indices in byDevice.values.sorted(by: { $0[0] < $1[0] }) {
                group.addTask {
                    var results: [(Int, ActionResult)] = []
                    for index in indices {
                        let action = actions[index]
                        turn.emit(.began(action))
                        let outcome = await Self.perform(action, context, home, turn)
                        let result = ActionResult(action: action, outcome: outcome)
                        turn.emit(.ended(result))
                        results.append((index, result))
                    }
                    return results
                }
            }
            var results: [(Int, ActionResult)] = []
            for await some in group { results += some }
            return results.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }

    private static func perform(
        _ action: Action, _ context: RequestContext, _ home: any Home, _ turn: TurnContext
    ) async -> Outcome {
        let remaining = turn.remaining
        guard remaining > 0 else { return .unavailable(reason: "there was no time left for it") }
        // Once begun, nobody knows whether the message left: that is what "unconfirmed" says.
        let outcome = try? await Deadline.run(seconds: remaining, clock: turn.clock) {
            await home.perform(action, request: context)
        }
        return outcome ?? .unconfirmed
    }

    func answer(_ calls: [ToolCall], _ devices: [Device], _ turn: TurnContext) async -> Answers {
        var answers = Answers()
        let home = home
        for case .get(let target, let property, let predicate) in calls {
            let result = try? await Deadline.run(seconds: turn.remaining, clock: clock) {
                await Answering.answer(target, property: property, predicate: predicate, home: devices) {
                    await home.state(of: $0, property: $1)
                }
            }
            guard let result else {
                let asked = CallPlan.devices(of: target, devices).devices
                answers.missing.append((property, asked))
                continue
            }
            answers.results.append(result)
        }
        return answers
    }
}
