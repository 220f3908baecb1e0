#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The few system calls of this room: each repeats when a signal interrupts it and turns `errno` into a typed error.
enum System {
    static func error(_ operation: String, _ path: String, code: Int32 = errno) -> ModelFileError {
        ModelFileError(
            path: path, problem: .system(operation: operation, code: code, text: String(cString: strerror(code))))
    }

    static func open(_ path: String, _ flags: Int32, mode: mode_t = 0o644, to operation: String)
        throws(ModelFileError) -> Int32
    {
        while true {
            #if canImport(Glibc)
                let descriptor = Glibc.open(path, flags | O_CLOEXEC, mode)
            #else
                let descriptor = Musl.open(path, flags | O_CLOEXEC, mode)
            #endif
            if descriptor >= 0 { return descriptor }
            if errno != EINTR { throw error(operation, path) }
        }
    }

    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// Writes all bytes at an offset.
    static func write(_ bytes: RawSpan, at offset: UInt64, to descriptor: Int32, path: String) throws(ModelFileError) {
        var failure: ModelFileError?
        bytes.withUnsafeBytes { buffer in
            var done = 0
            while done < buffer.count {
                let count = pwrite(
                    descriptor, buffer.baseAddress! + done, buffer.count - done, off_t(offset) + off_t(done))
                if count > 0 {
                    done += count
                } else if count == 0 || errno != EINTR {
                    failure = error("write", path, code: count == 0 ? ENOSPC : errno)
                    return
                }
            }
        }
        if let failure { throw failure }
    }

    /// Reads as many bytes as the buffer holds.
    static func read(_ buffer: UnsafeMutableRawBufferPointer, at offset: UInt64, from descriptor: Int32, path: String)
        throws(ModelFileError)
    {
        var done = 0
        while done < buffer.count {
            let count = pread(descriptor, buffer.baseAddress! + done, buffer.count - done, off_t(offset) + off_t(done))
            if count > 0 {
                done += count
            } else if count == 0 || errno != EINTR {
                throw error("read back what was written", path, code: count == 0 ? EIO : errno)
            }
        }
    }

    /// True if both paths lead to the same file.
    static func areSame(_ left: String, _ right: String) -> Bool {
        var (first, second) = (stat(), stat())
        guard stat(left, &first) == 0, stat(right, &second) == 0 else { return false }
        return first.st_dev == second.st_dev && first.st_ino == second.st_ino
    }

    static func synchronize(_ descriptor: Int32, path: String) throws(ModelFileError) {
        while fsync(descriptor) != 0 {
            if errno != EINTR { throw error("write to disk", path) }
        }
    }
}
