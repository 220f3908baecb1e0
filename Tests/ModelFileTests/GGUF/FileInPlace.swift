import Glibc

/// A file that is changed here and there, so that thousands of changes need not write it as a whole.
struct FileInPlace: ~Copyable {
    private let descriptor: Int32

    init(_ path: String) {
        descriptor = open(path, O_RDWR)
        precondition(descriptor >= 0)
    }

    deinit { close(descriptor) }

    func write(_ bytes: [UInt8], at offset: Int) {
        precondition(pwrite(descriptor, bytes, bytes.count, off_t(offset)) == bytes.count)
    }

    func cut(to length: Int) { precondition(ftruncate(descriptor, off_t(length)) == 0) }
}
