import Dispatch

/// Where the engine works: beside Swift's few shared threads, so that a long computation never keeps one of them.
final class EngineQueue: SerialExecutor {
    private let queue = DispatchQueue(label: "trivet.engine", qos: .userInitiated)

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
    }
}
