import ModelFile
import TernaryInference

/// Prefill and decode of one model.
struct Speed {
    private let model: TernaryModel
    private let cache: KeyValueType?
    private let batch: Int?
    private static let rounds = 24

    init(_ file: String, threads: Int, cache: KeyValueType?, batch: Int?) throws {
        model = try TernaryModel(path: file, options: TernaryModel.Options(threads: threads))
        self.cache = cache
        self.batch = batch
    }

    func run() throws {
        let vocabulary = model.metadata.shape.vocabulary
        let bandwidth = readBandwidth(threads: model.threads)
        print("\(model.instructionSet), \(model.threads) threads, reads \(fixed(bandwidth)) GB/s")
        let context = try Context(model, capacity: min(2_600, model.metadata.contextLength), batch: batch, cache: cache)
        var sampler = Sampler()
        try context.evaluate(someTokens(8, vocabulary), logits: .deferred)  // touches every page
        let first = try context.choose(&sampler)

        var prompt = someTokens(512, vocabulary)
        context.rewind(to: 0)
        let start = worked()
        let prefill = try seconds { try context.evaluate(prompt, logits: .none) }
        print("prefill 512: \(fixed(512 / prefill)) tokens/s, \(fixed(worked() - start, 2)) s of processor time")
        for position in [1, 512, 2_048] where position + 40 <= context.capacity {
            if position > context.tokens.count {
                prompt = someTokens(position - context.tokens.count, vocabulary)
                try context.evaluate(prompt, logits: .none)
            }
            context.rewind(to: position)
            var body: [Double] = []
            var head: [Double] = []
            var token = first
            let start = worked()
            for _ in 0..<Self.rounds {
                body.append(try seconds { try context.evaluate(token, logits: .deferred) })
                head.append(try seconds { token = try context.choose(&sampler) })
            }
            let busy = (worked() - start) / Double(Self.rounds)
            let total = zip(body, head).map { $0 + $1 }
            let bytes = bodyBytes + headBytes(context.headStatistics)
            let speed = 1 / median(total)
            print(
                "decode at \(position): \(fixed(speed)) tokens/s (body \(fixed(median(body) * 1e3, 2)) ms = "
                    + "\(fixed(bodyBytes / median(body) * 1e-9)) GB/s, head \(fixed(median(head) * 1e3, 2)) ms), "
                    + "\(fixed(bytes * 1e-6, 0)) MB/token, \(fixed(busy * 1e3, 2)) ms of processor time, \(fixed(100 * speed * bytes * 1e-9 / bandwidth, 0)) % of the wall"
            )
        }
        print("\(context.headStatistics)")
    }

    private var bodyBytes: Double {
        Double(model.file.tensors.filter { $0.encoding.isTernary }.reduce(0) { $0 + $1.byteCount })
    }

    /// The upper plane alone where it decides, and of the lower one 256 columns of each row that was looked at; both where it
    /// does not.
    private func headBytes(_ statistics: HeadStatistics) -> Double {
        let whole = Double(model.file.tensor("token_embedding")!.byteCount)
        let choices = Double(max(1, statistics.coarse + statistics.full))
        let tried = Double(statistics.coarse + statistics.fallbacks) / choices * whole / 2
        let lookedAt = Double(statistics.refined) / choices * 128
        return tried + lookedAt + Double(statistics.full) / choices * whole
    }
}
