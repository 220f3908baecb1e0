// libFuzzer's own `main` runs; it calls the function below with one input after the other. One program holds all targets,
// so that all of them cost one build.

/// Looks at one input. A crash, a failed precondition or a report of the sanitizer is a finding.
@_cdecl("LLVMFuzzerTestOneInput")
public func lookAtOneInput(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    // An error is what bad input is supposed to end in.
    do { try chosenTarget(Array(UnsafeBufferPointer(start: data, count: count))) } catch {
        precondition(!"\(error)".isEmpty)
    }
    return 0
}
