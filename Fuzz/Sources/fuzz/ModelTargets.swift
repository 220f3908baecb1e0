import Glibc
import JSONText
import ModelFile
import TernaryInference

/// A safetensors file: every tensor lies in it. Beside a good configuration it may be a model.
func safetensors(_ bytes: [UInt8]) throws {
    write("config.json", configuration)
    let file = try SafetensorsFile(path: write("model.safetensors", bytes))
    for tensor in file.tensors.values {
        precondition(tensor.range.lowerBound >= 8 && tensor.range.upperBound <= bytes.count)
    }
    try use(MappedModel(path: folder))
}

/// A packed model. What is wrong in it beside the checksums is found with them put right: whoever makes a bad file makes
/// good checksums.
func packed(_ bytes: [UInt8]) throws {
    var bytes = bytes
    PackedFormat.seal(&bytes)
    try use(MappedModel(path: write("model.trivet", bytes)))
}

/// A GGUF file: opened, checked, and read as an importer reads it.
func gguf(_ bytes: [UInt8]) throws {
    let path = write("model.gguf", bytes)
    let file = try GGUFFile(path: path)
    for tensor in file.tensors {
        precondition(tensor.range.lowerBound >= 24 && tensor.range.upperBound <= bytes.count)
    }
    let model = try GGUFModel(path: path)
    _ = try model.makeTokenizerSection()
    for tensor in model.metadata.shape.tensors where tensor.columns <= 1 << 16 {
        let rows = 0..<min(tensor.rows, 16)
        if tensor.encoding.isTernary {
            _ = try model.scale(of: tensor)
            var trits = [Int8](repeating: 9, count: rows.count * tensor.columns)
            try trits.withUnsafeMutableBufferPointer { buffer throws(ModelFileError) in
                try model.readTrits(of: tensor, rows: rows, into: buffer)
            }
            precondition(trits.allSatisfy { (-1...1).contains($0) })
        } else {
            var numbers = [Float](repeating: .nan, count: rows.count * tensor.columns)
            try numbers.withUnsafeMutableBufferPointer { buffer throws(ModelFileError) in
                try model.readNumbers(of: tensor, rows: rows, into: buffer)
            }
            precondition(numbers.allSatisfy(\.isFinite))
        }
    }
    try use(MappedModel(path: path))
}

/// A tokenizer.model of Llama 3.
func tiktoken(_ bytes: [UInt8]) throws {
    let definition = try TiktokenFile.definition(path: write("tokenizer.model", bytes))
    try speak(Tokenizer(definition, preTokenizer: .llama3), isFaithful: true)
}

/// A tokenizer.json beside a configuration and weights that are as they should be.
func tokenizer(_ bytes: [UInt8]) throws {
    write("config.json", configuration)
    write("model.safetensors", weights)
    write("tokenizer.json", bytes)
    let output = folder + "/imported.trivet"
    defer { unlink(output) }
    try ModelImporter(source: folder).write(to: output)
    try use(MappedModel(path: output))
}

/// Text of any kind through the pilot's tokenizer: the same text comes back, and no control token is in it.
func text(_ bytes: [UInt8]) throws {
    let text = String(decoding: bytes, as: UTF8.self)
    let tokens = pilot.encode(text)
    precondition(pilot.text(of: tokens) == text)
    precondition(tokens.allSatisfy { pilot.controlName($0) == nil })
}

/// Everything that a model that could be opened is used for.
private func use(_ file: MappedModel) throws {
    for tensor in file.tensors {
        precondition(tensor.range.lowerBound >= 0 && tensor.range.upperBound <= file.byteCount)
    }
    try file.verify()
    let shape = file.metadata.shape
    guard shape.hidden <= 256, shape.feedForward <= 1024, shape.layers <= 4, shape.vocabulary <= 4096 else { return }
    let model = try TernaryModel(file: file)
    let context = try Context(model, capacity: 4, batch: 2)
    try context.evaluate([0, Int32(shape.vocabulary - 1), 1], logits: .all)
    if let tokenizer = model.tokenizer { speak(tokenizer, isFaithful: false) }
}

/// Text to tokens and back. Tables that come ready-made may be those of a bad tokenizer, but only name tokens that exist.
private func speak(_ tokenizer: Tokenizer, isFaithful: Bool) {
    for sentence in ["", "turn on the lamp", "<|eot_id|> äöü \u{1F600}\r\n\r\n   12345 'll", "<set>"] {
        let tokens = tokenizer.encode(sentence)
        precondition(tokens.allSatisfy { $0 >= 0 && Int($0) < tokenizer.count })
        let text = tokenizer.text(of: tokens)
        precondition(!isFaithful || text == sentence)
    }
}

/// A small checkpoint.
private let configuration = projectFile("Fuzz/Seeds/checkpoint/config.json")
private let weights = projectFile("Fuzz/Seeds/safetensors/checkpoint")

private let pilot: Tokenizer = {
    do {
        return try TernaryModel(path: project + "/models/pilot.trivet").requireTokenizer()
    } catch {
        fatalError("\(error)")
    }
}()
