import DecodingGrammar
import ModelFile
import TernaryInference

#if canImport(Glibc)
    import Glibc
#endif

extension Bench {
    /// Decoding alone and beside as many busy processes as there are threads.
    @discardableResult
    static func rivals(_ file: String, threads: Int, tell: (String) -> Void = { print($0) }) throws -> [Double] {
        let model = try TernaryModel(path: file, options: TernaryModel.Options(threads: threads))
        let context = try Context(model, capacity: 512)
        var token = someTokens(8, model.metadata.shape.vocabulary)
        try context.evaluate(token)
        func speed() throws -> Double {
            var times: [Double] = []
            let count = model.metadata.shape.hidden > 1_000 ? 24 : 400
            for _ in 0..<count {
                if context.tokens.count > 400 { context.rewind(to: 8) }
                times.append(try seconds { try context.evaluate(token[0], logits: .last) })
            }
            return Double(times.count) / times.reduce(0, +)
        }
        token = [5]
        var shares: [Double] = []
        for _ in 0..<5 {
            let quiet = try speed()
            let rivals = (0..<2).map { _ in busyProcess() }
            usleep(50_000)
            let busy = try speed()
            for rival in rivals {
                kill(rival, SIGKILL)
                var status: Int32 = 0
                waitpid(rival, &status, 0)
            }
            shares.append(busy / quiet)
            tell(
                "\(fixed(quiet)) tokens/s alone, \(fixed(busy)) beside two busy processes: \(fixed(100 * busy / quiet, 0)) %"
            )
        }
        tell("median \(fixed(100 * median(shares), 0)) %")
        return shares
    }

    /// A shell that counts.
    private static func busyProcess() -> pid_t {
        var id = pid_t()
        let texts: [String] = ["sh", "-c", "while :; do :; done"]
        var words: [UnsafeMutablePointer<CChar>?] = texts.map { text in strdup(text) } + [nil]
        defer { for word in words { free(word) } }
        precondition(posix_spawn(&id, "/bin/sh", nil, nil, &words, environ) == 0)
        return id
    }

    /// Greedy and sampled text: how often the upper plane decides, and that the choice is that of the full logits.
    static func head(_ file: String, tokens: Int) throws {
        let model = try TernaryModel(path: file, options: TernaryModel.Options(threads: 2))
        let vocabulary = model.metadata.shape.vocabulary
        let samplers: [(String, Sampler)] = [
            ("greedy", Sampler()), ("temperature 0.6, top-p 0.9", Sampler(temperature: 0.6, topP: 0.9, seed: 7)),
            ("temperature 0.8, top-k 40, top-p 0.95", Sampler(temperature: 0.8, topK: 40, topP: 0.95, seed: 7)),
        ]
        for (name, sampler) in samplers {
            let context = try Context(model, capacity: tokens + 16)
            var (mine, plain) = (sampler, sampler)
            try context.evaluate(someTokens(8, vocabulary), logits: .deferred)
            var differences = 0
            for _ in 0..<tokens {
                let token = try context.choose(&mine)
                // The same with all logits.
                let last = context.tokens.last!
                context.rewind(to: context.tokens.count - 1)
                try context.evaluate(last)
                if context.withLogits({ plain.pick($0) }) != token { differences += 1 }
                try context.evaluate(token, logits: .deferred)
            }
            print("\(name): \(context.headStatistics), \(differences) differences in \(tokens)")
        }
        // A sampler that all tokens matter for takes the full pass.
        let context = try Context(model, capacity: 64)
        for (name, sampler) in [("two planes", Sampler()), ("all of both planes", Sampler(temperature: 1))] {
            var sampler = sampler
            var times: [Double] = []
            for _ in 0..<20 {
                context.rewind(to: 0)
                try context.evaluate([5, 6, 7], logits: .deferred)
                let start = worked()
                _ = try context.choose(&sampler)
                times.append(worked() - start)
            }
            print("\(name): \(fixed(median(times) * 1e3, 2)) ms of processor time")
        }
    }

    /// Saving and loading a prefix, and computing it.
    static func prefix(_ file: String, tokens: Int) throws {
        let model = try TernaryModel(path: file, options: TernaryModel.Options(threads: 2))
        let context = try Context(model, capacity: tokens + 16)
        let prefix = someTokens(tokens, model.metadata.shape.vocabulary)
        print("computed in \(fixed(try seconds { try context.evaluate(prefix, logits: .none) }, 2)) s")
        let folder = "/tmp/engine-bench-prefix"
        mkdir(folder, 0o755)
        let cache = PrefixCache(folder: folder)
        print("saved in \(fixed(try seconds { try cache.save(context, count: tokens) }, 3)) s")
        try context.evaluate(3)
        let expected = context.withLogits { span in span.indices.map { span[$0].bitPattern } }
        for _ in 0..<5 {
            let other = try Context(model, capacity: tokens + 16)
            var isLoaded = false
            let time = seconds { isLoaded = cache.load(prefix, into: other) }
            try other.evaluate(3)
            let found = other.withLogits { span in span.indices.map { span[$0].bitPattern } }
            print(
                "loaded: \(isLoaded) in \(fixed(time * 1e3)) ms, \(other.cacheBytesInUse >> 20) MiB, same bits: \(found == expected)"
            )
        }
    }

    /// What the types of the cache change in the logits of a text.
    static func cacheTypes(_ file: String, _ text: String) throws {
        let model = try TernaryModel(path: file)
        let ids = try model.requireTokenizer().encode(text)
        var rows: [KeyValueType: [[Float]]] = [:]
        for type in KeyValueType.allCases {
            let context = try Context(model, cache: type)
            try context.evaluate(ids, logits: .all)
            rows[type] = (0..<ids.count).map { context.withLogits(row: $0) { span in span.indices.map { span[$0] } } }
            print("\(type.rawValue): \(context.cacheBytes) bytes when full")
        }
        for type in [KeyValueType.float16, .int8] {
            var (largest, squares, count, best) = (0.0, 0.0, 0, 0)
            for (mine, exact) in zip(rows[type]!, rows[.float32]!) {
                for (left, right) in zip(mine, exact) {
                    largest = max(largest, Double(abs(left - right)))
                    squares += Double(left - right) * Double(left - right)
                    count += 1
                }
                if mine.firstIndex(of: mine.max()!) == exact.firstIndex(of: exact.max()!) { best += 1 }
            }
            let range = rows[.float32]!.joined().max()! - rows[.float32]!.joined().min()!
            print(
                "\(type.rawValue): largest difference \(fixed(largest, 5)), root mean square "
                    + "\(fixed((squares / Double(count)).squareRoot(), 6)) of a range of \(fixed(Double(range), 2)); "
                    + "the same best token at \(best) of \(ids.count) positions")
        }
    }
}
