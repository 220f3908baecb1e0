/// The layout of ternary matrices in packed files: tiles of 16 rows, in them blocks of 16 columns and 64 bytes.
///
/// For row r and column k, with `padded` columns in a row:
/// `byte = 64 * ((r / 16) * (padded / 16) + k / 16) + 4 * (r % 16) + k % 4`,
/// `weight = ((bytes[byte] >> (2 * ((k % 16) / 4))) & 3) - 1`. Padding holds weight 0.
public enum TernaryTiles {
    /// Rows of a tile.
    public static let rows = 16
    /// Columns are padded to a multiple of this.
    public static let columnPadding = 128

    /// Columns with their padding.
    public static func padded(_ columns: Int) -> Int { (columns + columnPadding - 1) / columnPadding * columnPadding }

    /// How many bytes a matrix takes.
    public static func byteCount(rows: Int, columns: Int) -> Int {
        (rows + Self.rows - 1) / Self.rows * Self.rows * padded(columns) / 4
    }

    /// Packs one tile of a checkpoint matrix, whose bytes [rows / 4, columns] hold in field i (bits 2i and 2i+1) of
    /// byte row r the weight of row i * rows / 4 + r. Returns row and column of a code 3, which stands for no weight.
    static func pack(
        tile: Int, ofCheckpoint source: UnsafeRawBufferPointer, rows: Int, columns: Int, into target: inout [UInt8]
    ) -> (row: Int, column: Int)? {
        let quarter = rows / 4
        let tileBytes = 4 * padded(columns)
        precondition(source.count == quarter * columns && target.count == tileBytes)
        return target.withUnsafeMutableBytes { target in
            for index in 0..<tileBytes { target[index] = 0x55 }  // code 1 everywhere: weight 0
            for row in tile * Self.rows..<min(rows, (tile + 1) * Self.rows) {
                let line = (row % quarter) * columns
                let shift = UInt8(2 * (row / quarter))
                let place = 4 * (row % Self.rows)
                for column in 0..<columns {
                    let code = (source[line + column] &>> shift) & 3
                    if code == 3 { return (row, column) }
                    let field = UInt8(2 * ((column & 15) >> 2))
                    target[64 * (column >> 4) + place + (column & 3)] ^= (code ^ 1) &<< field
                }
            }
            return nil
        }
    }

    /// The first byte that holds a code 3, which stands for no weight.
    static func firstInvalidByte(_ bytes: RawSpan) -> Int? {
        bytes.withUnsafeBytes { buffer in
            var at = 0
            while at + 8 <= buffer.count {
                let word = buffer.loadUnaligned(fromByteOffset: at, as: UInt64.self)
                if word & (word >> 1) & 0x5555_5555_5555_5555 != 0 { break }
                at += 8
            }
            while at < buffer.count {
                if buffer[at] & (buffer[at] >> 1) & 0x55 != 0 { return at }
                at += 1
            }
            return nil
        }
    }
}
