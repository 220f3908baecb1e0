import Glibc
import JSONText
import ModelFile
import TernaryInference
import Testing

/// A model whose file is cut while it runs: an error that says so, and the context as it was before.
@Suite struct ChangedFileTests {
    @Test func cutWhileItRuns() async throws {
        // In a process of its own: the guard against missing bytes belongs to a process.
        await #expect(processExitsWith: .success) {
            MappedFile.surviveMissingBytes()
            let scratch = Scratch()
            var checkpoint = Checkpoint(smallShape, seed: 5, trivet: ["pre_tokenizer": "trivet-words"])
            checkpoint.tokenizer = Checkpoint.tokenizer(words: ["lamp"], controls: ["end"])
            let path = try checkpoint.importModel(scratch)
            let model = try TernaryModel(path: path)
            let context = try Context(model)
            try context.evaluate([1, 2, 3])
            let size = model.file.byteCount
            let tokenizer = try model.requireTokenizer()
            precondition(!tokenizer.encode("the lamp").isEmpty)
            for length in [size - 1, size / 2, 4096, 0] {
                truncate(path, length)
                for _ in 0..<2 {
                    precondition(problem(context) == .changed(.resized(from: size, to: length)))
                    precondition(context.tokens == [1, 2, 3])
                    precondition(context.logitRows == 0)
                }
                _ = tokenizer.text(of: tokenizer.encode("the lamp in the kitchen, and much more than that"))
            }
        }
    }
}

/// What is wrong with the file when two more tokens are evaluated.
private func problem(_ context: Context) -> ModelFileError.Problem? {
    do throws(ModelError) { try context.evaluate([4, 5], logits: .all) } catch {
        if case .file(let error) = error { return error.problem }
    }
    return nil
}
