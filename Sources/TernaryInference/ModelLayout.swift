import CTernaryKernels
import ModelFile

/// A ternary matrix in the file.
struct MatrixPlace: Sendable {
    var offset: Int
    var rows: Int
    var columns: Int
    var scale: Float

    init(_ record: TensorRecord) {
        offset = record.offset
        rows = record.rows
        columns = record.columns
        scale = record.scale
    }

    /// The matrix as the kernels take it, while the file is lent.
    func matrix(_ file: UnsafeRawPointer) -> tk_ternary_matrix {
        tk_ternary_matrix(
            codes: (file + offset).assumingMemoryBound(to: UInt8.self), rows: Int32(rows), columns: Int32(columns),
            scale: scale)
    }
}

/// Where the tensors of a layer lie in the file.
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

/// Where all tensors lie in the file. Their presence and shapes were checked when it was opened.
struct ModelLayout: Sendable {
    var embedding: Int
    var outputNorm: Int
    var layers: [LayerPlaces]

    init(_ file: PackedModel) {
        func record(_ name: String) -> TensorRecord { file.tensor(name)! }
        embedding = record("token_embedding").offset
        outputNorm = record("output_norm").offset
        layers = (0..<file.metadata.shape.layers).map { layer in
            func vector(_ name: String) -> Int { record("layer.\(layer).\(name)").offset }
            func matrix(_ name: String) -> MatrixPlace { MatrixPlace(record("layer.\(layer).\(name)")) }
            return LayerPlaces(
                attentionNorm: vector("attention_norm"), query: matrix("query"), key: matrix("key"),
                value: matrix("value"), attentionOutputNorm: vector("attention_output_norm"),
                attentionOutput: matrix("attention_output"), feedForwardNorm: vector("feed_forward_norm"),
                gate: matrix("gate"), up: matrix("up"), feedForwardOutputNorm: vector("feed_forward_output_norm"),
                down: matrix("down"))
        }
    }
}
