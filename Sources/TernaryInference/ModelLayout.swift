import CTernaryKernels
import ModelFile

/// A ternary matrix in the file.
struct MatrixPlace: Sendable {
    let offset: Int
    let rows: Int
    let columns: Int
    let scale: Float
    let layout: tk_ternary_layout
    /// In how many lines its work is cut.
    let lines: Int

    init(_ record: TensorRecord) {
        self.init(
            record.encoding.ternaryLayout!, rows: record.rows, columns: record.columns, offset: record.offset,
            scale: record.scale)
    }

    init(_ layout: tk_ternary_layout, rows: Int, columns: Int, offset: Int, scale: Float) {
        self.offset = offset
        self.rows = rows
        self.columns = columns
        self.scale = scale
        self.layout = layout
        lines = layout == TK_TERNARY_ROW_GROUPS ? rows / 4 : rows
    }

    /// The matrix as the kernels take it, while the file is lent.
    func matrix(_ file: UnsafeRawPointer) -> tk_ternary_matrix {
        tk_ternary_matrix(
            codes: (file + offset).assumingMemoryBound(to: UInt8.self), rows: Int32(rows), columns: Int32(columns),
            scale: scale, layout: layout)
    }

    /// How many units its work has: 16 lines each, the last one fewer.
    var units: Int { (lines + Self.unitLines - 1) / Self.unitLines }
    /// Lines of a unit.
    static let unitLines = Int(TK_TILE_ROWS)

    /// The lines of some units.
    func lines(_ units: Range<Int>) -> Range<Int> {
        min(lines, units.lowerBound * Self.unitLines)..<min(lines, units.upperBound * Self.unitLines)
    }

    /// Calls with the stretches of rows that some lines give.
    func forEachStretch(of lines: Range<Int>, _ body: (Range<Int>) -> Void) {
        var start = 0
        while start < rows && !lines.isEmpty {
            body(start + lines.lowerBound..<start + lines.upperBound)
            start += self.lines
        }
    }
}

extension TensorEncoding {
    /// How the kernels call the layout; nil for what is not ternary.
    var ternaryLayout: tk_ternary_layout? {
        switch self {
        case .ternary2: TK_TERNARY_TILES2
        case .ternary5: TK_TERNARY_TILES5
        case .i2s: TK_TERNARY_I2S
        case .rowGroups: TK_TERNARY_ROW_GROUPS
        case .tq2: TK_TERNARY_TQ2_0
        case .tq1: TK_TERNARY_TQ1_0
        case .float32, .bfloat16, .float16, .int8Planes: nil
        }
    }
}

/// Where the tensors of a layer lie: matrices in the file, norms among the model's norms.
struct LayerPlaces: Sendable {
    var attentionNorm: Int
    var query: MatrixPlace
    var key: MatrixPlace
    var value: MatrixPlace
    var attentionOutputNorm: Int
    var attentionOutput: MatrixPlace
    var feedForwardNorm: Int
    var gate: MatrixPlace
    var up: MatrixPlace
    var feedForwardOutputNorm: Int
    var down: MatrixPlace
}

/// Where all tensors lie. Their presence and shapes were checked when the file was opened.
struct ModelLayout: Sendable {
    let embedding: EmbeddingPlace
    let outputNorm: Int
    let layers: [LayerPlaces]
    /// All norms, widened, one after the other: they are small, and stored differently in every form of a model.
    let norms: [Float]

    init(_ file: MappedModel) {
        var norms: [Float] = []
        func record(_ name: String) -> TensorRecord { file.tensor(name)! }
        func vector(_ name: String) -> Int {
            let start = norms.count
            norms += file.vector(name)
            return start
        }
        embedding = EmbeddingPlace(record("token_embedding"))
        outputNorm = vector("output_norm")
        layers = (0..<file.metadata.shape.layers).map { layer in
            func norm(_ name: String) -> Int { vector("layer.\(layer).\(name)") }
            func matrix(_ name: String) -> MatrixPlace { MatrixPlace(record("layer.\(layer).\(name)")) }
            return LayerPlaces(
                attentionNorm: norm("attention_norm"), query: matrix("query"), key: matrix("key"),
                value: matrix("value"), attentionOutputNorm: norm("attention_output_norm"),
                attentionOutput: matrix("attention_output"), feedForwardNorm: norm("feed_forward_norm"),
                gate: matrix("gate"), up: matrix("up"), feedForwardOutputNorm: norm("feed_forward_output_norm"),
                down: matrix("down"))
        }
        self.norms = norms
    }
}
