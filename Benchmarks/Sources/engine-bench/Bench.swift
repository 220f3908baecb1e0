import ModelFile
import TernaryInference

#if canImport(Glibc)
    import Glibc
#endif

@main
struct Bench {
    static let usage = """
        engine-bench make FILE [2b4t|small] [5trits|2bit] [auto|bf16|int8] [TOKENIZER]
                                                                             writes a packed model with random weights
        engine-bench table FILE PART...                                      lines of the table of script/bench
        engine-bench quick FILE [THREADS]                                    speeds alone, beside a peer's
        engine-bench speed FILE [THREADS] [f32|f16|i8] [BATCH]               prefill and decode, with the share of the read bandwidth
        engine-bench rivals FILE [THREADS]                                   decode beside busy processes
        engine-bench head FILE [TOKENS]                                      how often the coarse plane decides
        engine-bench prefix FILE [TOKENS]                                    the prefix cache
        engine-bench cache FILE TEXT                                         what half precision and int8 change
        engine-bench mask TOKENIZER                                          masks over 128k tokens
        """

    static func main() throws {
        var arguments = CommandLine.arguments.dropFirst().map { $0 }
        func next() -> String? { arguments.isEmpty ? nil : arguments.removeFirst() }
        let command = next()
        switch (command, command == "mask" ? "" : next()) {
        case ("make", let file?):
            let shape = ModelShape.known.first { $0.name == arguments.first }?.shape ?? .bitnet2B4T
            if !arguments.isEmpty { arguments.removeFirst() }
            try make(
                file, shape, body: next().flatMap(ImportOptions.Body.init) ?? .fiveTrits,
                embedding: next().flatMap(ImportOptions.Embedding.init) ?? .automatic,
                tokenizer: next())
        case ("table", let file?):
            var table = Table(file)
            for part in arguments.isEmpty ? Table.parts : arguments { try table.run(part) }
        case ("quick", let file?):
            let speed = try Speed(file, threads: next().flatMap { Int($0) } ?? 1)
            for (name, value) in try speed.all() { print("\(name)\t\(fixed(value))") }
        case ("speed", let file?):
            try Speed(
                file, threads: next().flatMap { Int($0) } ?? 1, cache: next().flatMap(KeyValueType.init),
                batch: next().flatMap { Int($0) }
            ).run()
        case ("rivals", let file?): try rivals(file, threads: next().flatMap { Int($0) } ?? 2)
        case ("head", let file?): try head(file, tokens: next().flatMap { Int($0) } ?? 64)
        case ("prefix", let file?): try prefix(file, tokens: next().flatMap { Int($0) } ?? 2_000)
        case ("cache", let file?): try cacheTypes(file, next() ?? "switch on the lamp in the kitchen")
        case ("mask", _): try masks(next())
        default: print(usage)
        }
    }

    static func make(
        _ file: String, _ shape: ModelShape, body: ImportOptions.Body, embedding: ImportOptions.Embedding,
        tokenizer: String?
    ) throws {
        let words = try tokenizer.map { try TiktokenFile.definition(path: $0, vocabulary: shape.vocabulary) }
        let weights = try SyntheticWeights(shape: shape, tokenizer: words)
        try ModelImporter(weights, options: ImportOptions(embedding: embedding, body: body)).write(to: file)
        print("\(file): \(try MappedModel(path: file).byteCount) bytes")
    }
}

/// Seconds of a clock that only goes forward.
enum Clock {
    static func now() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
}

/// Seconds that the processors worked for this process: what is left of a time on a machine that others use too.
func worked() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}

func seconds(_ body: () throws -> Void) rethrows -> Double {
    let start = Clock.now()
    try body()
    return Clock.now() - start
}

func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }

func fixed(_ value: Double, _ decimals: Int = 1) -> String {
    var scale = 1.0
    for _ in 0..<decimals { scale *= 10 }
    let whole = Int((abs(value) * scale).rounded())
    let digits = String(whole)
    let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
    let text = decimals == 0 ? padded : padded.dropLast(decimals) + "." + padded.suffix(decimals)
    return (value < 0 ? "-" : "") + text
}

/// Tokens like any others.
func someTokens(_ count: Int, _ vocabulary: Int) -> [Int32] {
    (0..<count).map { Int32(($0 * $0 * 31 + 7 * $0 + 11) % vocabulary) }
}

/// Billions of bytes a second that threads can read from memory.
func readBandwidth(threads: Int) -> Double {
    let bytes = 512 << 20
    let memory = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 4_096)
    memory.initializeMemory(as: UInt8.self, repeating: 1, count: bytes)
    defer { memory.deallocate() }
    nonisolated(unsafe) let base = memory
    func read(_ part: Int) -> UInt64 {
        var sums = SIMD8<UInt64>.zero
        var more = SIMD8<UInt64>.zero
        let vectors = UnsafeRawPointer(base).assumingMemoryBound(to: SIMD8<UInt64>.self)
        let count = bytes / 64 / threads
        var at = part * count
        while at + 4 <= (part + 1) * count {
            sums &+= vectors[at] ^ vectors[at + 1]
            more &+= vectors[at + 2] ^ vectors[at + 3]
            at += 4
        }
        return (sums &+ more).wrappedSum()
    }
    var times: [Double] = []
    for _ in 0..<7 {
        times.append(
            seconds {
                var ids: [pthread_t] = []
                for part in 0..<threads {
                    let job = Unmanaged.passRetained(Job { if read(part) == 1 { print() } })
                    var id = pthread_t()
                    pthread_create(
                        &id, nil,
                        { pointer in
                            Unmanaged<Job>.fromOpaque(pointer!).takeRetainedValue().body()
                            return nil
                        }, job.toOpaque())
                    ids.append(id)
                }
                for id in ids { pthread_join(id, nil) }
            })
    }
    return Double(bytes) / median(times) * 1e-9
}

private final class Job {
    let body: () -> Void
    init(_ body: @escaping () -> Void) { self.body = body }
}
