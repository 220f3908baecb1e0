#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Memory for numbers, aligned to 64 bytes, of a fixed size, freed when it goes away. Pages cost nothing before they
/// are written.
struct Buffer<Element: BitwiseCopyable>: ~Copyable {
    private let base: UnsafeMutablePointer<Element>
    let count: Int

    /// Memory with undefined content.
    init(count: Int) throws(ModelError) {
        let bytes = max(count, 1) * MemoryLayout<Element>.stride
        var memory: UnsafeMutableRawPointer?
        guard posix_memalign(&memory, 64, bytes) == 0, let memory else { throw ModelError.outOfMemory(bytes: bytes) }
        base = memory.bindMemory(to: Element.self, capacity: max(count, 1))
        self.count = count
    }

    deinit { free(base) }

    /// The memory, valid while this buffer lives: for use inside one call.
    var pointer: UnsafeMutablePointer<Element> { base }
}
