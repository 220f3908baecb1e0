import CTernaryKernels
import Glibc
import JSONText
import ModelFile
import TernaryInference
import Testing

/// The reference numbers: `TRIVET_REFERENCE`, else `../shared/reference` beside the package, else the part of it that
/// is kept with these tests.
enum Reference {
    /// The whole reference folder, if it is there.
    static let folder: String? = {
        if let path = getenv("TRIVET_REFERENCE") { return String(cString: path) }
        var package = #filePath[...]
        for _ in 0..<3 { package = package[..<package.lastIndex(of: "/")!] }
        let path = package + "/../shared/reference"
        return access(path + "/unit_vectors.json", R_OK) == 0 ? String(path) : nil
    }()

    /// The part that is kept here.
    static let kept: String = {
        let here = #filePath
        return here[..<here.lastIndex(of: "/")!] + "/Fixtures"
    }()

    /// The path of a file of the reference, from the folder or from what is kept here.
    static func path(_ name: String) -> String? {
        for folder in [folder, kept].compactMap(\.self) where access(folder + "/" + name, R_OK) == 0 {
            return folder + "/" + name
        }
        return nil
    }

    /// True if a file is there; else says which tests lack it.
    static func has(_ name: String) -> Bool {
        if path(name) != nil { return true }
        print("skipped: \(name) of the reference is not there; set TRIVET_REFERENCE to the folder that has it")
        return false
    }

    static func json(_ name: String) throws -> JSON { try JSON(parsing: contents(path(name)!)) }
}

/// The fixtures that are there.
let fixtures: [String] = ["fixture_A", "fixture_B"].filter { Reference.has($0 + "/model.safetensors") }

/// Every instruction set that this machine has.
let instructionSets: [String] = {
    var names: [String] = []
    for value in 0..<UInt32(TK_ISA_COUNT) {
        let isa = tk_isa(rawValue: value)
        let name = String(cString: tk_isa_name(isa))
        if tk_isa_available(isa) {
            names.append(name)
        } else if tk_isa_compiled(isa) {
            print("skipped: this processor does not have \(name)")
        }
    }
    return names
}()

func isa(_ name: String) -> tk_isa {
    for value in 0..<UInt32(TK_ISA_COUNT) where String(cString: tk_isa_name(tk_isa(rawValue: value))) == name {
        return tk_isa(rawValue: value)
    }
    fatalError("no instruction set \(name)")
}

/// Every form in which a fixture runs. GGUF's own ternary types hold whole blocks of 256 columns, which the fixtures
/// lack.
enum Form: String, CaseIterable {
    case fiveTrits, twoBits, safetensors, i2s
}

/// A fixture in a form on an instruction set.
struct Run: CustomTestStringConvertible {
    let fixture: String
    let form: Form
    let set: String

    var testDescription: String { "\(fixture) \(form) \(set)" }
}

/// All of them.
let runs: [Run] = fixtures.flatMap { fixture in
    Form.allCases.flatMap { form in
        instructionSets.map { Run(fixture: fixture, form: form, set: $0) }
    }
}

/// A fixture: opened in one of its forms, with its golden numbers.
struct Fixture: ~Copyable {
    let name: String
    let scratch: Scratch
    let file: MappedModel
    let golden: SafetensorsFile

    init(_ name: String, _ form: Form = .fiveTrits, embedding: ImportOptions.Embedding = .automatic) throws {
        let folder = String(Reference.path(name + "/config.json")!.dropLast("/config.json".count))
        let scratch = Scratch()
        var path = scratch.path + "/model"
        switch form {
        case .fiveTrits, .twoBits:
            let options = ImportOptions(embedding: embedding, body: form == .fiveTrits ? .fiveTrits : .twoBits)
            try ModelImporter(source: folder, options: options).write(to: path)
        case .safetensors: path = folder
        case .i2s:
            try GGUFExport(ternary: .i2_s, embedding: .bf16).write(ModelImporter(source: folder).source, to: path)
        }
        let file = try MappedModel(path: path)
        try file.verify()
        let golden = try SafetensorsFile(path: Reference.path(name + "/golden.safetensors")!)
        self.name = name
        self.scratch = scratch
        self.file = file
        self.golden = golden
    }

    func model(_ instructionSet: String? = nil, threads: Int = 1) throws -> TernaryModel {
        try TernaryModel(file: file, options: TernaryModel.Options(instructionSet: instructionSet, threads: threads))
    }

    func ids(_ name: String) -> [Int32] { golden.words(name).map { Int32(bitPattern: $0) } }
}

extension SafetensorsFile {
    /// The 32-bit words of a tensor.
    func words(_ name: String) -> [UInt32] {
        let range = tensor(name)!.range
        return file.withBytes { bytes in
            stride(from: range.lowerBound, to: range.upperBound, by: 4).map {
                bytes.unsafeLoadUnaligned(fromByteOffset: $0, as: UInt32.self)
            }
        }
    }

    func floats(_ name: String) -> [Float] { words(name).map(Float.init(bitPattern:)) }

    func signedBytes(_ name: String) -> [Int8] {
        let range = tensor(name)!.range
        return file.withBytes { bytes in range.map { bytes.unsafeLoad(fromByteOffset: $0, as: Int8.self) } }
    }
}

extension Context {
    /// All rows of logits of the last evaluation, one after the other.
    var allLogits: [Float] {
        (0..<logitRows).flatMap { row in withLogits(row: row) { span in span.indices.map { span[$0] } } }
    }

    /// Evaluates and returns the logits that were asked for.
    func logits(_ tokens: [Int32], _ positions: LogitPositions = .last, only list: [Int32]? = nil) throws -> [Float] {
        try evaluate(tokens, logits: positions, only: list)
        return allLogits
    }
}

/// The largest difference, measured by the largest golden number.
func relativeError(_ mine: [Float], _ golden: [Float]) -> Float {
    precondition(mine.count == golden.count)
    var difference: Float = 0
    for (left, right) in zip(mine, golden) {
        // NaN counts as infinitely wrong.
        let distance = abs(left - right)
        difference = distance.isNaN ? .infinity : max(difference, distance)
    }
    return difference / golden.reduce(0) { max($0, abs($1)) }
}

func best(_ logits: [Float]) -> Int32 { Int32(logits.indices.max { logits[$0] < logits[$1] }!) }

func bits(_ numbers: [Float]) -> [UInt32] { numbers.map(\.bitPattern) }
