import Synchronization

/// Where a walk through a grammar stands. It belongs to the automaton that made it.
public struct GrammarState: Sendable, Hashable {
    let number: Int32
}

/// A grammar that can be walked byte by byte and control by control.
///
/// Every state that is reached can be completed: there are no dead ends. States are made when they are first reached and
/// kept, so that walking the same way again costs a look-up.
public final class GrammarAutomaton: Sendable {
    /// How large a grammar may be.
    public struct Limits: Sendable, Hashable {
        /// How many parts, and how many bytes of text, it may have.
        public var maximumParts: Int
        /// How deep its parts may lie in one another.
        public var maximumDepth: Int

        /// Limits; by default a million parts and 64 levels.
        public init(maximumParts: Int = 1_000_000, maximumDepth: Int = 64) {
            self.maximumParts = maximumParts
            self.maximumDepth = maximumDepth
        }
    }

    /// The state before anything is said.
    public let start = GrammarState(number: 0)

    private let controlNames: [String]
    private let controlNumbers: [String: Int]
    private let states: Mutex<GrammarStates>

    /// Compiles a grammar.
    public init(_ grammar: Grammar, limits: Limits = Limits()) throws(GrammarError) {
        let program = try GrammarProgram(grammar, limits: limits)
        controlNames = program.controls
        controlNumbers = Dictionary(uniqueKeysWithValues: program.controls.enumerated().map { ($1, $0) })
        states = Mutex(GrammarStates(program))
    }

    /// The state behind a byte of text, or nil if the byte may not follow.
    public func advance(_ state: GrammarState, byte: UInt8) -> GrammarState? {
        states.withLock { $0.advance(state.number, byte: byte) }.map(GrammarState.init)
    }

    /// The state behind some bytes of text, or nil if they may not follow.
    public func advance(_ state: GrammarState, bytes: [UInt8]) -> GrammarState? {
        bytes.withUnsafeBufferPointer { advance(state, bytes: $0) }
    }

    /// The state behind some bytes of text, or nil if they may not follow.
    public func advance(_ state: GrammarState, bytes: UnsafeBufferPointer<UInt8>) -> GrammarState? {
        states.withLock { states in
            var number = state.number
            for byte in bytes {
                guard let next = states.advance(number, byte: byte) else { return nil }
                number = next
            }
            return GrammarState(number: number)
        }
    }

    /// The state behind a control symbol, or nil if the symbol may not follow.
    public func advance(_ state: GrammarState, control: String) -> GrammarState? {
        guard let control = controlNumbers[control] else { return nil }
        return states.withLock { $0.advance(state.number, control: control) }.map(GrammarState.init)
    }

    /// True if what was said is complete.
    public func isAccepting(_ state: GrammarState) -> Bool { states.withLock { $0.isAccepting(state.number) } }

    /// True if what was said is complete and nothing can follow.
    public func isFinished(_ state: GrammarState) -> Bool {
        states.withLock { $0.bytes(state.number).isEmpty && $0.controls(state.number).isEmpty }
    }

    /// The bytes of text that may follow.
    public func allowedBytes(_ state: GrammarState) -> ByteSet { states.withLock { $0.bytes(state.number) } }

    /// The control symbols that may follow.
    public func allowedControls(_ state: GrammarState) -> [String] {
        states.withLock { $0.controls(state.number) }.map { controlNames[$0] }
    }
}
