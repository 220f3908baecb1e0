import ModelFile
import TernaryInference

/// Prefill and decode of one model.
struct Speed {
    let model: TernaryModel
    let context: Context
    /// Billions of bytes a second that as many threads read.
    let bandwidth: Double
    private let first: Int32
    private static let rounds = 24

    /// What decoding at a position takes: medians of seconds, bytes that were read, seconds of processor time.
    struct Decode {
        var body: Double
        var head: Double
        var total: Double
        /// The times within which half of the tokens lie.
        var quartiles: (Double, Double)
        var bytes: Double
        var busy: Double

        var speed: Double { 1 / total }
    }

    init(_ file: String, threads: Int, cache: KeyValueType? = nil, batch: Int? = nil) throws {
        model = try TernaryModel(path: file, options: TernaryModel.Options(threads: threads))
        bandwidth = readBandwidth(threads: model.threads)
        context = try Context(model, capacity: min(2_600, model.metadata.contextLength), batch: batch, cache: cache)
        var sampler = Sampler()
        try context.evaluate(someTokens(8, model.metadata.shape.vocabulary), logits: .deferred)  // touches every page
        first = try context.choose(&sampler)
    }

    func run() throws {
        print("\(model.instructionSet), \(model.threads) threads, reads \(fixed(bandwidth)) GB/s")
        let (prefill, busy) = try prefill()
        print("prefill 512: \(fixed(512 / prefill)) tokens/s, \(fixed(busy, 2)) s of processor time")
        for position in [1, 512, 2_048] where position + 40 <= context.capacity {
            let decode = try decode(at: position)
            print(
                "decode at \(position): \(fixed(decode.speed)) tokens/s (body \(fixed(decode.body * 1e3, 2)) ms = "
                    + "\(fixed(bodyBytes / decode.body * 1e-9)) GB/s, head \(fixed(decode.head * 1e3, 2)) ms), "
                    + "\(fixed(decode.bytes * 1e-6, 0)) MB/token, \(fixed(decode.busy * 1e3, 2)) ms of processor time, "
                    + "\(fixed(100 * share(decode), 0)) % of the wall")
        }
        print("\(context.headStatistics)")
    }

    /// How near the machine's bandwidth it comes: 1 is the wall.
    func share(_ decode: Decode) -> Double { decode.speed * decode.bytes * 1e-9 / bandwidth }

    /// Seconds, and seconds of processor time, of 512 tokens.
    func prefill() throws -> (seconds: Double, busy: Double) {
        let prompt = someTokens(512, model.metadata.shape.vocabulary)
        context.rewind(to: 0)
        let start = worked()
        let time = try seconds { try context.evaluate(prompt, logits: .none) }
        return (time, worked() - start)
    }

    /// Decoding, greedily, behind so many tokens.
    func decode(at position: Int) throws -> Decode {
        if position > context.tokens.count {
            let prompt = someTokens(position - context.tokens.count, model.metadata.shape.vocabulary)
            try context.evaluate(prompt, logits: .none)
        }
        context.rewind(to: position)
        var (body, head) = ([Double](), [Double]())
        var token = first
        var sampler = Sampler()
        let before = context.headStatistics
        let start = worked()
        for _ in 0..<Self.rounds {
            body.append(try seconds { try context.evaluate(token, logits: .deferred) })
            head.append(try seconds { token = try context.choose(&sampler) })
        }
        let total = zip(body, head).map { $0 + $1 }.sorted()
        return Decode(
            body: median(body), head: median(head), total: median(total),
            quartiles: (total[total.count / 4], total[total.count * 3 / 4]),
            bytes: bodyBytes + headBytes(since: before), busy: (worked() - start) / Double(Self.rounds))
    }

    /// Says so many tokens as a chat does.
    func sample(_ count: Int) throws {
        var sampler = Sampler(temperature: 0.6, topP: 0.9, seed: 7)
        try context.evaluate(first, logits: .deferred)
        for _ in 0..<count { try context.evaluate(try context.choose(&sampler), logits: .deferred) }
    }

    /// Tokens a second: prefill, and decoding behind so many tokens. What was read for the first serves the second.
    func all() throws -> [(String, Double)] {
        var speeds = [("prefill 512, \(model.threads) threads", 512 / (try prefill().seconds))]
        for position in [512, 1] {
            let name = "decode behind \(position == 1 ? 0 : position), \(model.threads) threads"
            speeds.append((name, try decode(at: position).speed))
        }
        return speeds
    }

    private var bodyBytes: Double {
        Double(model.file.tensors.filter { $0.encoding.isTernary }.reduce(0) { $0 + $1.byteCount })
    }

    /// The upper plane alone where it decides, and of the lower one 256 columns of each row that was looked at; both where it
    /// does not.
    private func headBytes(since before: HeadStatistics) -> Double {
        let now = context.headStatistics
        let whole = Double(model.file.tensor("token_embedding")!.byteCount)
        let (coarse, full) = (now.coarse - before.coarse, now.full - before.full)
        let choices = Double(max(1, coarse + full))
        let tried = Double(coarse + now.fallbacks - before.fallbacks) / choices * whole / 2
        let lookedAt = Double(now.refined - before.refined) / choices * 128
        return tried + lookedAt + Double(full) / choices * whole
    }
}
