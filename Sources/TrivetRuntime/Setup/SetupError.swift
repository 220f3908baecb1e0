public import TernaryInference
public import YAMLReader

/// Why the runtime cannot start. The description says what to do.
public enum SetupError: Error, Sendable, CustomStringConvertible {
    /// Mistakes in the files that the user wrote, all of them.
    case files([Diagnostic])
    /// The password file cannot be read.
    case password(path: String)
    /// The board profile that the configuration names is not there.
    case noSuchBoard(String, known: [String], folder: String)
    /// The model cannot be used.
    case model(ModelError)
    /// The model does not say how it is spoken to, or in a way that this version does not know.
    case dialect(String?, path: String)
    /// The model needs more memory than the board profile grants.
    case memory(neededMiB: Int, budgetMiB: Int, board: String)
    /// A file could not be written or read.
    case file(FileError)

    /// What is wrong and what to do.
    public var description: String {
        switch self {
        case .files(let mistakes): return mistakes.map(\.description).joined(separator: "\n")
        case .password(let path):
            return
                "the password file \(path) cannot be read or is empty; put the broker's password into it, in one line"
        case .noSuchBoard(let name, let known, let folder):
            let names = known.isEmpty ? "there is none" : "there are \(known.joined(separator: ", "))"
            return "no board profile \"\(name)\" in \(folder); \(names)"
        case .model(let error): return error.description
        case .dialect(let dialect?, let path):
            return
                "\(path) speaks the dialect \"\(dialect)\", which this version does not know; update trivet or the model"
        case .dialect(nil, let path):
            return "\(path) does not say how it is spoken to, so it cannot decide about a home; use a model such as "
                + "models/pilot.trivet"
        case .memory(let needed, let budget, let board):
            return
                "the model needs about \(needed) MiB, the board profile \(board) grants \(budget); use a smaller model, "
                + "or raise memory_budget_mib"
        case .file(let error): return error.description
        }
    }
}
