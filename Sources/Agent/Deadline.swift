import Synchronization

/// Waits for something, but not longer than a given time, even if it does not react to cancellation.
enum Deadline {
    /// The work timed out; it was cancelled and what it may still bring is ignored.
    struct Passed: Error {}

    /// The result of the work, or `Passed`.
    static func run<Result: Sendable>(
        seconds: Double, clock: AgentClock, _ work: @escaping @Sendable () async throws -> Result
    ) async throws -> Result {
        guard seconds > 0 else { throw Passed() }
        let race = Race<Result>()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                race.begin(continuation)
                race.add(
                    Task {
                        do { race.finish(.success(try await work())) } catch { race.finish(.failure(error)) }
                    })
                race.add(
                    Task {
                        do {
                            try await clock.sleep(seconds)
                            race.finish(.failure(Passed()))
                        } catch {
                            // The work was faster.
                        }
                    })
            }
        } onCancel: {
            race.finish(.failure(CancellationError()))
        }
    }
}

/// Whoever finishes first is heard; the others are cancelled.
private final class Race<Value: Sendable>: Sendable {
    private struct State {
        var continuation: CheckedContinuation<Value, any Error>?
        var result: Result<Value, any Error>?
        var tasks: [Task<Void, Never>] = []
    }

    private let state = Mutex(State())

    func begin(_ continuation: CheckedContinuation<Value, any Error>) {
        let result = state.withLock { state in
            state.continuation = continuation
            return state.result
        }
        if let result { resume(result) }
    }

    func add(_ task: Task<Void, Never>) {
        let isOver = state.withLock { state in
            if state.result == nil { state.tasks.append(task) }
            return state.result != nil
        }
        if isOver { task.cancel() }
    }

    func finish(_ result: Result<Value, any Error>) {
        let tasks = state.withLock { state -> [Task<Void, Never>]? in
            guard state.result == nil else { return nil }
            state.result = result
            defer { state.tasks = [] }
            return state.tasks
        }
        guard let tasks else { return }
        for task in tasks { task.cancel() }
        resume(result)
    }

    private func resume(_ result: Result<Value, any Error>) {
        let continuation = state.withLock { state in
            defer { state.continuation = nil }
            return state.continuation
        }
        continuation?.resume(with: result)
    }
}
