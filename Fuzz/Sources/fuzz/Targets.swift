import Glibc

typealias Target = @Sendable ([UInt8]) throws -> Void

/// The targets by name; `script/fuzz` reads the names here.
private let targets: [String: Target] = [
    "command": command,
    "discovery": discovery,
    "gguf": gguf,
    "grammar": grammar,
    "home": home,
    "json": json,
    "packed": packed,
    "profile": profile,
    "report": report,
    "safetensors": safetensors,
    "text": text,
    "tiktoken": tiktoken,
    "tokenizer": tokenizer,
    "yaml": yaml,
]

/// The target that the environment variable TRIVET_FUZZ names.
let chosenTarget: Target = {
    let name = getenv("TRIVET_FUZZ").map { String(cString: $0) } ?? ""
    guard let target = targets[name] else {
        fatalError("TRIVET_FUZZ must be one of \(targets.keys.sorted().joined(separator: ", "))")
    }
    return target
}()
