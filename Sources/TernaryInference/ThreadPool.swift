import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A few threads that share loops with the thread that calls.
///
/// A loop is cut into fixed parts, and whoever is free takes the next one, the caller too: a thread that the machine does not
/// let run holds nothing up but the part it has begun. Idle threads look for work for some microseconds and then sleep.
/// The parts depend on the number of threads, the results must not: a part writes only what is its own.
final class ThreadPool: Sendable {
    private let state: PoolState
    private let threads: [pthread_t]

    /// How many threads work on a loop, the caller among them.
    var count: Int { threads.count + 1 }

    /// A pool of `count` threads, one of which is whoever calls.
    init(count: Int) {
        let state = PoolState()
        self.state = state
        var threads: [pthread_t] = []
        for _ in 1..<max(count, 1) {
            var thread = pthread_t()
            let argument = Unmanaged.passRetained(state)
            let code = pthread_create(
                &thread, nil,
                { argument in
                    Unmanaged<PoolState>.fromOpaque(argument!).takeRetainedValue().work()
                    return nil
                }, argument.toOpaque())
            if code != 0 {
                argument.release()  // fewer threads do the same work
                break
            }
            threads.append(thread)
        }
        self.threads = threads
    }

    deinit {
        state.stop()
        for thread in threads { pthread_join(thread, nil) }
    }

    /// Calls `function(context, part)` for the parts 0 ..< `parts`, on several threads unless another caller has the pool.
    /// Returns when all are done. Nothing is allocated.
    func run(parts: Int, _ context: UnsafeMutableRawPointer, _ function: PartFunction) {
        if parts > 1, !threads.isEmpty, state.reserve() {
            state.run(parts: parts, context, function)
            state.release()
        } else {
            for part in 0..<parts { function(context, part) }
        }
    }
}

/// Does one part of a loop.
typealias PartFunction = @convention(c) (_ context: UnsafeMutableRawPointer, _ part: Int) -> Void

/// What the threads of a pool share.
private final class PoolState: @unchecked Sendable {
    // `task` is written by the caller while no part can be claimed and read after one was: the claim orders the two.
    private var task: (context: UnsafeMutableRawPointer, function: PartFunction)?
    private let lock: UnsafeMutablePointer<pthread_mutex_t>
    private let workArrived: UnsafeMutablePointer<pthread_cond_t>
    private let workDone: UnsafeMutablePointer<pthread_cond_t>

    /// Round in the upper half, parts still to claim in the lower one.
    private let claims = Atomic<UInt64>(0)
    private let unfinished = Atomic<Int>(0)
    private let sleepers = Atomic<Int>(0)
    private let callerSleeps = Atomic<Bool>(false)
    private let reserved = Atomic<Bool>(false)
    private let stopping = Atomic<Bool>(false)

    /// How often a thread looks for work before it sleeps: some tens of microseconds.
    private static let patience = 10_000

    init() {
        lock = .allocate(capacity: 1)
        workArrived = .allocate(capacity: 1)
        workDone = .allocate(capacity: 1)
        pthread_mutex_init(lock, nil)
        pthread_cond_init(workArrived, nil)
        pthread_cond_init(workDone, nil)
    }

    deinit {
        pthread_cond_destroy(workDone)
        pthread_cond_destroy(workArrived)
        pthread_mutex_destroy(lock)
        workDone.deallocate()
        workArrived.deallocate()
        lock.deallocate()
    }

    func reserve() -> Bool { !reserved.exchange(true, ordering: .acquiring) }
    func release() { reserved.store(false, ordering: .releasing) }

    func run(parts: Int, _ context: UnsafeMutableRawPointer, _ function: PartFunction) {
        task = (context, function)
        unfinished.store(parts, ordering: .relaxed)
        let round = (claims.load(ordering: .relaxed) >> 32) &+ 1
        claims.store(round << 32 | UInt64(parts), ordering: .sequentiallyConsistent)
        if sleepers.load(ordering: .sequentiallyConsistent) > 0 {
            pthread_mutex_lock(lock)
            pthread_cond_broadcast(workArrived)
            pthread_mutex_unlock(lock)
        }
        takeParts()
        waitUntilFinished()
        task = nil
    }

    func stop() {
        stopping.store(true, ordering: .sequentiallyConsistent)
        pthread_mutex_lock(lock)
        pthread_cond_broadcast(workArrived)
        pthread_mutex_unlock(lock)
    }

    /// The life of a thread of the pool.
    func work() {
        while !stopping.load(ordering: .acquiring) {
            takeParts()
            var looks = 0
            while !hasWork && looks < Self.patience {
                looks += 1
            }
            if hasWork { continue }
            pthread_mutex_lock(lock)
            sleepers.add(1, ordering: .sequentiallyConsistent)
            while !hasWork && !stopping.load(ordering: .sequentiallyConsistent) { pthread_cond_wait(workArrived, lock) }
            sleepers.subtract(1, ordering: .sequentiallyConsistent)
            pthread_mutex_unlock(lock)
        }
    }

    private var hasWork: Bool { claims.load(ordering: .sequentiallyConsistent) & 0xFFFF_FFFF != 0 }

    private func takeParts() {
        while true {
            let seen = claims.load(ordering: .acquiring)
            let left = seen & 0xFFFF_FFFF
            if left == 0 { return }
            let (claimed, _) = claims.weakCompareExchange(
                expected: seen, desired: seen - 1, ordering: .acquiringAndReleasing)
            if !claimed { continue }
            let task = task!
            task.function(task.context, Int(left) - 1)
            if unfinished.subtract(1, ordering: .sequentiallyConsistent).newValue == 0,
                callerSleeps.load(ordering: .sequentiallyConsistent)
            {
                pthread_mutex_lock(lock)
                pthread_cond_signal(workDone)
                pthread_mutex_unlock(lock)
            }
        }
    }

    private func waitUntilFinished() {
        for _ in 0..<Self.patience {
            if unfinished.load(ordering: .acquiring) == 0 { return }
        }
        pthread_mutex_lock(lock)
        callerSleeps.store(true, ordering: .sequentiallyConsistent)
        while unfinished.load(ordering: .sequentiallyConsistent) > 0 { pthread_cond_wait(workDone, lock) }
        callerSleeps.store(false, ordering: .sequentiallyConsistent)
        pthread_mutex_unlock(lock)
    }
}
