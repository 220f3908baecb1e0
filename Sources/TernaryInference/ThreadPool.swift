import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A few threads that share loops with the thread that calls.
///
/// A loop runs over units. Each thread owns an even share of them, one stretch, and takes it piece by piece from the
/// front, so that it streams through memory; whoever has done its own takes pieces from the back of the others'. A
/// thread that the machine does not let run holds nothing up but the piece it has begun. Idle threads look for work for
/// some microseconds and then sleep. The cuts depend on the threads, the results must not: a unit writes only what is
/// its own.
final class ThreadPool: Sendable {
    private let state: PoolState
    private let threads: [pthread_t]

    /// How many threads work on a loop, the caller among them.
    var count: Int { threads.count + 1 }

    /// A pool of `count` threads, one of which is whoever calls.
    init(count: Int) {
        let state = PoolState(workers: max(count, 1))
        self.state = state
        var threads: [pthread_t] = []
        for worker in 1..<max(count, 1) {
            var thread = pthread_t()
            let argument = Unmanaged.passRetained(PoolThread(state: state, worker: worker))
            let code = pthread_create(
                &thread, nil,
                { argument in
                    let thread = Unmanaged<PoolThread>.fromOpaque(argument!).takeRetainedValue()
                    thread.state.work(thread.worker)
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

    /// Calls `function(context, worker, lower, upper)` for pieces that together are 0 ..< `units`, each of which ends
    /// at the end of a share or at a multiple of `grain`, on several threads unless another caller has the pool. No two
    /// calls at once have the same worker number, which is below `count`. Returns when all are done. Nothing is
    /// allocated.
    func run(units: Int, grain: Int, _ context: UnsafeMutableRawPointer, _ function: PieceFunction) {
        if units > grain, !threads.isEmpty, state.reserve() {
            state.run(units: units, grain: grain, context, function)
            state.release()
        } else if units > 0 {
            function(context, 0, 0, units)
        }
    }
}

/// Does the units of a loop from `lower` up to `upper`.
typealias PieceFunction =
    @convention(c) (
        _ context: UnsafeMutableRawPointer, _ worker: Int, _ lower: Int, _ upper: Int
    ) -> Void

/// What a thread of a pool begins with.
private final class PoolThread: Sendable {
    let state: PoolState
    let worker: Int

    init(state: PoolState, worker: Int) {
        self.state = state
        self.worker = worker
    }
}

/// What is left of a share: the first unit in the lower half, the end in the upper one. Alone in its cache lines.
private struct Share: ~Copyable {
    let left = Atomic<UInt64>(0)
    private let padding: (UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0, 0, 0, 0)
    private let morePadding: (UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64) =
        (0, 0, 0, 0, 0, 0, 0, 0)

    func fill(_ units: Range<Int>) {
        left.store(UInt64(units.upperBound) << 32 | UInt64(units.lowerBound), ordering: .sequentiallyConsistent)
    }

    /// Takes a piece from the front or from the back.
    func take(grain: Int, fromBack: Bool) -> Range<Int>? {
        var seen = left.load(ordering: .acquiring)
        while true {
            let (lower, upper) = (Int(seen & 0xFFFF_FFFF), Int(seen >> 32))
            if lower >= upper { return nil }
            let cut = fromBack ? max(lower, (upper - 1) / grain * grain) : min(upper, (lower / grain + 1) * grain)
            let rest = fromBack ? lower..<cut : cut..<upper
            let (claimed, now) = left.weakCompareExchange(
                expected: seen, desired: UInt64(rest.upperBound) << 32 | UInt64(rest.lowerBound),
                ordering: .acquiringAndReleasing)
            if claimed { return fromBack ? cut..<upper : lower..<cut }
            seen = now
        }
    }
}

/// What the threads of a pool share.
private final class PoolState: @unchecked Sendable {
    // `task` is written by the caller while nothing can be claimed and read after a claim, which orders the two. A
    // thread that slept through a loop may claim a piece of the next one: it then does the next one's task.
    private var task: (context: UnsafeMutableRawPointer, function: PieceFunction)?
    private let shares: UnsafeMutablePointer<Share>
    private let workers: Int
    private let lock: UnsafeMutablePointer<pthread_mutex_t>
    private let workArrived: UnsafeMutablePointer<pthread_cond_t>
    private let workDone: UnsafeMutablePointer<pthread_cond_t>

    private let round = Atomic<Int>(0)
    private let grain = Atomic<Int>(1)
    private let unfinished = Atomic<Int>(0)
    private let sleepers = Atomic<Int>(0)
    private let callerSleeps = Atomic<Bool>(false)
    private let reserved = Atomic<Bool>(false)
    private let stopping = Atomic<Bool>(false)

    /// How often a thread looks for work before it sleeps: some tens of microseconds, longer than the steps between two
    /// loops that the caller does alone, shorter than what another process would miss.
    private static let patience = 20_000

    init(workers: Int) {
        self.workers = workers
        shares = .allocate(capacity: workers)
        for worker in 0..<workers { (shares + worker).initialize(to: Share()) }
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
        shares.deinitialize(count: workers)
        shares.deallocate()
    }

    func reserve() -> Bool { !reserved.exchange(true, ordering: .acquiring) }
    func release() { reserved.store(false, ordering: .releasing) }

    func run(units: Int, grain: Int, _ context: UnsafeMutableRawPointer, _ function: PieceFunction) {
        task = (context, function)
        unfinished.store(units, ordering: .relaxed)
        self.grain.store(grain, ordering: .relaxed)
        for worker in 0..<workers { shares[worker].fill(units * worker / workers..<units * (worker + 1) / workers) }
        round.add(1, ordering: .sequentiallyConsistent)
        if sleepers.load(ordering: .sequentiallyConsistent) > 0 {
            pthread_mutex_lock(lock)
            pthread_cond_broadcast(workArrived)
            pthread_mutex_unlock(lock)
        }
        takePieces(0)
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
    func work(_ worker: Int) {
        var seen = 0
        while !stopping.load(ordering: .acquiring) {
            var looks = 0
            while round.load(ordering: .acquiring) == seen && looks < Self.patience { looks += 1 }
            if round.load(ordering: .acquiring) == seen {
                pthread_mutex_lock(lock)
                sleepers.add(1, ordering: .sequentiallyConsistent)
                while round.load(ordering: .sequentiallyConsistent) == seen
                    && !stopping.load(ordering: .sequentiallyConsistent)
                {
                    pthread_cond_wait(workArrived, lock)
                }
                sleepers.subtract(1, ordering: .sequentiallyConsistent)
                pthread_mutex_unlock(lock)
            }
            seen = round.load(ordering: .acquiring)
            takePieces(worker)
        }
    }

    /// Does all of its own share, then what is left of the others'.
    private func takePieces(_ worker: Int) {
        let grain = grain.load(ordering: .relaxed)
        while let piece = shares[worker].take(grain: grain, fromBack: false) { perform(piece, worker) }
        for other in 1..<workers {
            let victim = (worker + other) % workers
            while let piece = shares[victim].take(grain: grain, fromBack: true) { perform(piece, worker) }
        }
    }

    private func perform(_ piece: Range<Int>, _ worker: Int) {
        let task = task!
        task.function(task.context, worker, piece.lowerBound, piece.upperBound)
        if unfinished.subtract(piece.count, ordering: .sequentiallyConsistent).newValue == 0,
            callerSleeps.load(ordering: .sequentiallyConsistent)
        {
            pthread_mutex_lock(lock)
            pthread_cond_signal(workDone)
            pthread_mutex_unlock(lock)
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
