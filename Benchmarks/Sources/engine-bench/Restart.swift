import Agent
import ModelFile
import TernaryInference

#if canImport(Glibc)
    import Glibc
#endif

/// A start with a home whose keys and values lie on the disk.
final class Restart {
    /// How many tokens the home has.
    private(set) var tokens = 0
    private let file: String
    private let home: BenchHome
    private let cache: PrefixCache
    private let folder: String
    private var expected: [UInt32] = []

    init(_ file: String, devices: Int) throws {
        self.file = file
        home = BenchHome(devices)
        var template = Array("/tmp/engine-bench-XXXXXX".utf8CString)
        precondition(mkdtemp(&template) != nil, "no temporary folder")
        folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        cache = PrefixCache(folder: folder)
    }

    deinit {
        for name in TextFile.names(in: folder) ?? [] { unlink(folder + "/" + name) }
        rmdir(folder)
    }

    /// Computes the home and keeps it: seconds of both.
    func prepare() throws -> (computing: Double, saving: Double) {
        let (context, prefix) = try open()
        tokens = prefix.count
        let computing = try seconds { try context.advance(to: prefix, logits: .none) }
        let saving = try seconds { try cache.save(context, count: prefix.count) }
        expected = try bits(context)
        return (computing, saving)
    }

    /// Opens the model and takes the home from the disk; whether it goes on with the same bits.
    func start() throws -> (seconds: Double, isSame: Bool) {
        var context: Context?
        var isLoaded = false
        let time = try seconds {
            let (opened, prefix) = try open()
            isLoaded = cache.load(prefix, into: opened)
            context = opened
        }
        return (time, try isLoaded && bits(context!) == expected)
    }

    private func open() throws -> (Context, [Int32]) {
        let model = try TernaryModel(path: file, options: TernaryModel.Options(threads: 2))
        let segments = SegmentTokens(tokenizer: try model.requireTokenizer())
        let prefix = try home.prompt("", segments).home
        return (try Context(model, capacity: 4_096), prefix)
    }

    private func bits(_ context: Context) throws -> [UInt32] {
        try context.evaluate(3)
        return context.withLogits { span in span.indices.map { span[$0].bitPattern } }
    }
}
