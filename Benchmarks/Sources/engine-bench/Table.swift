import ModelFile
import TernaryInference

#if canImport(Glibc)
    import Glibc
#endif

/// Lines of the table that `script/bench` prints, about a model of the 2B4T shape.
struct Table {
    let file: String
    private(set) var results = BenchResults()

    /// The parts that can be asked for, in the order in which they are measured.
    static let parts = ["machine", "speed", "profile", "rivals", "call", "restart", "memory"]

    init(_ file: String) { self.file = file }

    /// Measures a part and prints its lines.
    mutating func run(_ part: String) throws {
        results = BenchResults()
        switch part {
        case "machine": machine()
        case "speed": try speed()
        case "profile": try profile()
        case "rivals": try rivals()
        case "call": try call()
        case "restart": try restart()
        case "memory": try memory()
        default: return print("engine-bench table: there is no part \(part); there are \(Self.parts)")
        }
        print(results.table)
        fflush(nil)  // a table that is cut off shows what was measured
    }

    private mutating func machine() {
        for threads in [1, 2] {
            results.add("read bandwidth, \(threads) threads", readBandwidth(threads: threads), "GB/s")
        }
    }

    private mutating func speed() throws {
        for threads in [1, 2] {
            let speed = try Speed(file, threads: threads)
            if threads == 1 { results.add("kernels", speed.model.instructionSet) }
            let prefill = try (0..<3).map { _ in 512 / (try speed.prefill().seconds) }
            results.add(
                "prefill 512, \(threads) threads", median(prefill), "tokens/s", atLeast: threads == 1 ? 120 : 230)
            for position in [1, 512, 2_048] where position + 40 <= speed.context.capacity {
                let decode = try speed.decode(at: position)
                let name = "decode behind \(position == 1 ? 0 : position), \(threads) threads"
                let isFirst = position == 1
                results.add(name, decode.speed, "tokens/s", atLeast: isFirst ? (threads == 1 ? 18 : 36) : nil)
                let (low, high) = decode.quartiles
                results.add("  half of the tokens within", "\(fixed(1 / high)) to \(fixed(1 / low))")
                if isFirst {
                    results.add("  read for a token", decode.bytes * 1e-6, "MB", atMost: 600)
                    results.add("  share of the wall", 100 * speed.share(decode), "%", atLeast: 80)
                }
            }
        }
    }

    private mutating func profile() throws {
        let speed = try Speed(file, threads: 2)
        let context = speed.context
        var sampler = Sampler()
        try context.advance(to: someTokens(512, speed.model.metadata.shape.vocabulary), logits: .deferred)
        func add(_ times: StepTimes, _ name: String) {
            for part in times.parts where part.seconds > 0.001 * times.seconds {
                results.add("\(name): \(part.name)", 100 * part.seconds / times.seconds, "%")
            }
        }
        let decode = try context.profile { () throws in
            for _ in 0..<24 { try context.evaluate(try context.choose(&sampler), logits: .deferred) }
        }
        add(decode, "a token behind 512")
        context.rewind(to: 0)
        let prompt = someTokens(512, speed.model.metadata.shape.vocabulary)
        add(try context.profile { () throws in try context.evaluate(prompt, logits: .none) }, "512 tokens read")
    }

    private mutating func rivals() throws {
        let shares = try Bench.rivals(file, threads: 2) { _ in }
        results.add("decode beside two busy processes, 2 threads", 100 * median(shares), "% of quiet", atLeast: 40)
    }

    private mutating func call() throws {
        for threads in [1, 2] {
            let call = try ToolCall(file, threads: threads, devices: 20)
            var (times, ratios, said) = ([Double](), [Double](), [Double]())
            var read = (home: 0, now: 0)
            for (index, sentence) in BenchHome.sentences.enumerated() {
                let saving = try call.run(sentence, saving: true)
                times.append(saving.seconds)
                said.append(Double(saving.said.count))
                read = (saving.homeTokens, saving.read)
                if threads == 2 && index % 4 == 0 {
                    ratios.append(saving.seconds / (try call.run(sentence, saving: false).seconds))
                }
            }
            if threads == 1 {
                results.add(
                    "a call: tokens of the home, of the sentence, said",
                    "\(read.home), \(read.now), \(fixed(median(said), 0))")
            }
            results.add(
                "a call, 20 appliances, \(threads) threads", 1_000 * median(times), "ms",
                atMost: threads == 2 ? 500 : nil)
            if threads == 2 { results.add("  of the same without saving work", 100 * median(ratios), "%", atMost: 25) }
            results.add(
                "decode under a grammar, \(threads) threads", try call.decodingSpeed(), "tokens/s",
                atLeast: threads == 2 ? 45 : nil)
        }
    }

    private mutating func restart() throws {
        let restart = try Restart(file, devices: 100)
        let (computing, saving) = try restart.prepare()
        let starts = try (0..<5).map { _ in try restart.start() }
        results.add("restart: tokens of a home of 100 appliances", "\(restart.tokens)")
        results.add("restart: computing them, 2 threads", computing, "s")
        results.add("restart: keeping them on disk", saving, "s")
        results.add("restart: open, read from disk, ready", median(starts.map(\.seconds)), "s", atMost: 0.5)
        results.add("restart: the same bits", starts.allSatisfy(\.isSame) ? "yes" : "NO")
    }

    private mutating func memory() throws {
        // One after the other: two models at once count the same pages twice.
        func resident(_ work: () throws -> Void) rethrows -> Double {
            try work()
            return MemoryUse.read()?.residentMiB ?? .nan
        }
        do {
            let call = try ToolCall(file, threads: 2, devices: 20)
            let grammar = try resident {
                for sentence in BenchHome.sentences { _ = try call.run(sentence, saving: true) }
            }
            results.add("resident after calls under a grammar", grammar, "MiB", atMost: 500)
        }
        let speed = try Speed(file, threads: 2)
        let greedy = try resident { for _ in 0..<4 { _ = try speed.decode(at: 128) } }
        results.add("resident after 96 tokens of text behind 128", greedy, "MiB", atMost: 620)
        let sampled = try resident { try speed.sample(96) }
        results.add("  and after 96 more at temperature 0.6", sampled, "MiB", atMost: 620)
    }
}
