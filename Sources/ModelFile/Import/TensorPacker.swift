import CTernaryKernels

/// Packs one tensor, some rows at a time.
struct TensorPacker {
    let source: any WeightSource
    let tensor: TensorRequirement
    let encoding: TensorEncoding
    /// About so many numbers are in memory at a time.
    private static let portion = 1 << 19
    /// After so many bytes of a source, its pages are given back.
    private static let window = 16 << 20

    /// Writes the tensor. `progress` is told how many bytes more were written.
    func pack(into writer: inout PackedWriter, progress: (_ bytes: Int) -> Void) throws(ModelFileError) {
        var scale: Float = 1
        switch encoding {
        case .float32, .bfloat16: try packNumbers(into: &writer, progress)
        case .int8Planes: try packPlanes(into: &writer, progress)
        default:
            scale = try source.scale(of: tensor)
            try packTrits(into: &writer, progress)
        }
        try writer.finishTensor(scale: scale)
        source.finished(with: tensor)
    }

    private func packTrits(into writer: inout PackedWriter, _ progress: (Int) -> Void) throws(ModelFileError) {
        let layout = encoding.layout!
        let tileBytes = tk_ternary_tile_bytes(layout, Int32(tensor.columns))
        let rows = max(1, Self.portion / (tensor.columns * 16)) * 16
        let trits = UnsafeMutableBufferPointer<Int8>.allocate(capacity: rows * tensor.columns)
        let tiles = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: rows / 16 * tileBytes)
        defer {
            trits.deallocate()
            tiles.deallocate()
        }
        for first in stride(from: 0, to: tensor.rows, by: rows) {
            let range = first..<min(first + rows, tensor.rows)
            let part = UnsafeMutableBufferPointer(rebasing: trits[..<(range.count * tensor.columns)])
            try source.readTrits(of: tensor, rows: range, into: part)
            var count = 0
            for row in stride(from: 0, to: range.count, by: 16) {
                let isTernary = tk_ternary_pack_tile(
                    layout, part.baseAddress! + row * tensor.columns, Int32(min(16, range.count - row)),
                    Int32(tensor.columns), tiles.baseAddress! + count)
                precondition(isTernary, "a source of weights gave something else than -1, 0 and +1")
                count += tileBytes
            }
            try writer.append(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(tiles)[..<count]).bytes)
            progress(count)
        }
    }

    private func packNumbers(into writer: inout PackedWriter, _ progress: (Int) -> Void) throws(ModelFileError) {
        let rows = max(1, Self.portion / tensor.columns)
        let numbers = UnsafeMutableBufferPointer<Float>.allocate(capacity: rows * tensor.columns)
        defer { numbers.deallocate() }
        var read = 0
        for first in stride(from: 0, to: tensor.rows, by: rows) {
            let range = first..<min(first + rows, tensor.rows)
            let part = UnsafeMutableBufferPointer(rebasing: numbers[..<(range.count * tensor.columns)])
            try source.readNumbers(of: tensor, rows: range, into: part)
            if encoding == .bfloat16, part.contains(where: { !HalfPrecision.brainValue(HalfPrecision.brainBits($0)).isFinite }) {
                throw ModelFileError(
                    path: source.path, problem: .unsuitable(["\(tensor.name) holds a number too large for bfloat16"]))
            }
            let bytes = FloatingPoint.encode(encoding, part)
            try writer.append(bytes.span.bytes)
            progress(bytes.count)
            giveBack(&read, part.count)
        }
    }

    private func packPlanes(into writer: inout PackedWriter, _ progress: (Int) -> Void) throws(ModelFileError) {
        let layout = PlanesLayout(rows: tensor.rows, columns: tensor.columns)
        let rows = max(1, Self.portion / tensor.columns)
        let numbers = UnsafeMutableBufferPointer<Float>.allocate(capacity: rows * tensor.columns)
        let high = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: rows * layout.rowBytes)
        let low = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: rows * layout.rowBytes)
        defer {
            numbers.deallocate()
            high.deallocate()
            low.deallocate()
        }
        // Both lists with the zeros behind them.
        var scales = [Float](repeating: 0, count: layout.lowNorms.lowerBound / 4)
        var lowNorms = scales
        var read = 0
        for first in stride(from: 0, to: tensor.rows, by: rows) {
            let range = first..<min(first + rows, tensor.rows)
            let part = UnsafeMutableBufferPointer(rebasing: numbers[..<(range.count * tensor.columns)])
            try source.readNumbers(of: tensor, rows: range, into: part)
            for (line, row) in range.enumerated() {
                tk_planes_pack_row(
                    part.baseAddress! + line * tensor.columns, Int32(tensor.columns),
                    high.baseAddress! + line * layout.rowBytes, low.baseAddress! + line * layout.rowBytes,
                    &scales[row], &lowNorms[row])
            }
            let count = range.count * layout.rowBytes
            let place = first * layout.rowBytes
            let halves = [(high, layout.high), (low, layout.low)]
            for (plane, lies) in halves {
                let bytes = UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(plane)[..<count])
                try writer.write(bytes.bytes, at: lies.lowerBound + place)
            }
            progress(2 * count)
            giveBack(&read, part.count)
        }
        for (list, lies) in [(scales, layout.scales), (lowNorms, layout.lowNorms)] {
            try writer.write(FloatingPoint.encode(.float32, list).span.bytes, at: lies.lowerBound)
        }
        progress(layout.high.lowerBound)
    }

    /// Gives the pages of the source back where enough of them were read.
    private func giveBack(_ read: inout Int, _ numbers: Int) {
        read += 2 * numbers
        if read >= Self.window {
            source.finished(with: tensor)
            read = 0
        }
    }
}
