extension GGUFModel {
    /// Reads every byte of the weights: ternary tensors hold nothing but weights and one scale, the numbers are finite, and a
    /// head that is there too is the embedding again.
    public func verify(progress: (_ readBytes: Int) -> Void = { _ in }) throws(ModelFileError) {
        var done = 0
        for requirement in metadata.shape.tensors {
            if requirement.encoding.isTernary {
                try verifyTernary(requirement)
            } else {
                try verifyNumbers(requirement)
            }
            done += records[requirement.name]?.byteCount ?? 0
            progress(done)
        }
        try verifyOutput()
        _ = try makeTokenizerSection()
    }

    private func verifyTernary(_ requirement: TensorRequirement) throws(ModelFileError) {
        _ = try scale(of: requirement)
        // Every byte of TQ1_0 is weights.
        guard let record = records[requirement.name], record.encoding != .tq1 else { return }
        let bad = file.file.withBytes { bytes in
            bytes.withUnsafeBytes { buffer in
                let (block, codes) = record.encoding == .i2s ? (record.byteCount, record.byteCount) : (66, 64)
                for start in stride(from: record.offset, to: record.range.upperBound, by: block) {
                    if let at = code3(buffer, start..<start + codes) { return at as Int? }
                }
                return nil
            }
        }
        if let bad {
            throw ModelFileError(
                path: path,
                problem: .malformed(
                    offset: UInt64(bad), field: "a weight of \(GGUFTensorNames.weight(requirement))",
                    what: "has the code 3, which stands for no weight"))
        }
    }

    /// The first byte with a code 3.
    private func code3(_ buffer: UnsafeRawBufferPointer, _ range: Range<Int>) -> Int? {
        var at = range.lowerBound
        while at + 8 <= range.upperBound {
            let word = buffer.loadUnaligned(fromByteOffset: at, as: UInt64.self)
            if word & (word >> 1) & 0x5555_5555_5555_5555 != 0 { break }
            at += 8
        }
        while at < range.upperBound {
            if buffer[at] & (buffer[at] >> 1) & 0x55 != 0 { return at }
            at += 1
        }
        return nil
    }

    private func verifyNumbers(_ requirement: TensorRequirement) throws(ModelFileError) {
        let rows = max(1, 65_536 / requirement.columns)
        let numbers = UnsafeMutableBufferPointer<Float>.allocate(capacity: rows * requirement.columns)
        defer { numbers.deallocate() }
        for first in stride(from: 0, to: requirement.rows, by: rows) {
            let range = first..<min(first + rows, requirement.rows)
            let part = UnsafeMutableBufferPointer(rebasing: numbers[..<(range.count * requirement.columns)])
            try readNumbers(of: requirement, rows: range, into: part)
        }
    }

    private func verifyOutput() throws(ModelFileError) {
        guard let output = file.tensors.first(where: { $0.name == GGUFTensorNames.output }),
            let embedding = file.tensors.first(where: { $0.name == "token_embd.weight" })
        else { return }
        let isEqual = file.file.withBytes {
            equal($0, output.range.lowerBound, embedding.range.lowerBound, embedding.range.count)
        }
        guard isEqual else {
            throw ModelFileError(
                path: path,
                problem: .unsuitable([
                    "output.weight differs from the embedding; models with a head of their own are not supported"
                ]))
        }
    }
}
