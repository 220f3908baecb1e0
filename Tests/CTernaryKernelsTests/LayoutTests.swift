import CTernaryKernels
import Testing

@Suite("The packed form")
struct LayoutTests {
    /// Weight (row, column), by the formula of the header.
    func weight(_ codes: [UInt8], _ row: Int, _ column: Int, columns: Int) -> Int8 {
        let padded = (columns + 127) / 128 * 128
        let block = (row / 16) * (padded / 16) + column / 16
        let byte = 64 * block + 4 * (row % 16) + column % 4
        return Int8((codes[byte] >> (2 * ((column % 16) / 4))) & 3) - 1
    }

    func trits(rows: Int, columns: Int) -> [Int8] {
        (0..<rows * columns).map { Int8(($0 &* 2_654_435_761) >> 7 % 3) - 1 }
    }

    @Test("sizes", arguments: [(16, 128, 512), (1, 1, 512), (17, 129, 2048), (640, 1728, 640 * 1792 / 4)])
    func sizes(rows: Int, columns: Int, bytes: Int) {
        #expect(tk_ternary_bytes(Int32(rows), Int32(columns)) == bytes)
    }

    @Test("weights lie where the header says", arguments: [(16, 128), (21, 300), (64, 256), (3, 5)])
    func formula(rows: Int, columns: Int) {
        let trits = trits(rows: rows, columns: columns)
        var codes = [UInt8](repeating: 0xFF, count: tk_ternary_bytes(Int32(rows), Int32(columns)))
        #expect(tk_ternary_pack(trits, Int32(rows), Int32(columns), &codes))
        #expect(tk_ternary_check(codes, Int32(rows), Int32(columns)))
        for row in 0..<(rows + 15) / 16 * 16 {
            for column in 0..<(columns + 127) / 128 * 128 {
                let wanted = row < rows && column < columns ? trits[row * columns + column] : 0
                #expect(weight(codes, row, column, columns: columns) == wanted)
            }
        }
        var back = [Int8](repeating: 9, count: rows * columns)
        tk_ternary_unpack(codes, Int32(rows), Int32(columns), &back)
        #expect(back == trits)
    }

    @Test("a checkpoint's bytes become the same codes as its trits")
    func checkpoint() {
        var fromTrits = [UInt8](repeating: 0, count: tk_ternary_bytes(8, 3))
        var fromBytes = fromTrits
        #expect(tk_ternary_pack(ReferenceVectors.trits, 8, 3, &fromTrits))
        #expect(tk_ternary_pack_checkpoint(ReferenceVectors.checkpointBytes, 8, 3, &fromBytes))
        #expect(fromTrits == fromBytes)
    }

    @Test("what is no ternary matrix is refused")
    func refused() {
        var codes = [UInt8](repeating: 0, count: tk_ternary_bytes(8, 3))
        #expect(!tk_ternary_pack([0, 1, 2], 1, 3, &codes))
        #expect(!tk_ternary_pack([0, -2, 1], 1, 3, &codes))
        #expect(!tk_ternary_pack_checkpoint([0, 0b1100_0000, 0], 4, 3, &codes))
        #expect(!tk_ternary_pack_checkpoint([0, 0, 0], 3, 4, &codes))
    }

    @Test("a damaged matrix is found out")
    func damage() {
        var codes = [UInt8](repeating: 0, count: tk_ternary_bytes(20, 100))
        #expect(tk_ternary_pack(trits(rows: 20, columns: 100), 20, 100, &codes))
        for (byte, value) in [(0, UInt8(0x57)), (codes.count - 1, 0x15), (codes.count / 2 - 1, 0x45)] {
            var damaged = codes
            damaged[byte] = value
            #expect(!tk_ternary_check(damaged, 20, 100), "byte \(byte)")
        }
    }
}
