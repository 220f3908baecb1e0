import CTernaryKernels
import ModelFile
import TernaryInference
import Testing

/// Step 2: every module of layer 0 by itself, fed with the traced input.
@Suite(.enabled(if: Reference.has("fixture_A/trace_layer0.safetensors")))
struct TraceTests {
    @Test(arguments: fixtures, instructionSets) func modulesOfLayerZero(name: String, set: String) throws {
        let fixture = try Fixture(name)
        let trace = try SafetensorsFile(path: Reference.path(name + "/trace_layer0.safetensors")!)
        let isa = isa(set)
        let linears = [
            ("self_attn.q_proj", "query"), ("self_attn.k_proj", "key"), ("self_attn.v_proj", "value"),
            ("self_attn.o_proj", "attention_output"), ("mlp.gate_proj", "gate"), ("mlp.up_proj", "up"),
            ("mlp.down_proj", "down"),
        ]
        for (module, tensor) in linears {
            let record = fixture.file.tensor("layer.0." + tensor)!
            let input = trace.floats(module + ".in")
            let tokens = input.count / record.columns
            let stride = Int(tk_activation_columns(Int32(record.columns)))
            var q = [Int8](repeating: 9, count: tokens * stride)
            var scales = [Float](repeating: 0, count: tokens)
            var sums = [Int32](repeating: 0, count: tokens)
            for token in 0..<tokens {
                let row = Array(input[token * record.columns..<(token + 1) * record.columns])
                var codes = [Int8](repeating: 9, count: stride)
                scales[token] = tk_quantize(
                    isa, row, Int32(record.columns), &codes, Int32(stride), &sums[token])
                q.replaceSubrange(token * stride..<(token + 1) * stride, with: codes)
            }
            #expect(scales == trace.floats(module + ".s"), "\(module)")
            let mine = (0..<tokens).flatMap { q[$0 * stride..<$0 * stride + record.columns] }
            #expect(mine == trace.signedBytes(module + ".q"), "\(module)")

            var output = [Float](repeating: 9, count: tokens * record.rows)
            fixture.file.withBytes { bytes in
                bytes.withUnsafeBytes { file in
                    let matrix = tk_ternary_matrix(
                        codes: (file.baseAddress! + record.offset).assumingMemoryBound(to: UInt8.self),
                        rows: Int32(record.rows), columns: Int32(record.columns), scale: record.scale,
                        layout: layout(record.encoding))
                    q.withUnsafeBufferPointer { values in
                        scales.withUnsafeBufferPointer { scales in
                            sums.withUnsafeBufferPointer { sums in
                                let activations = tk_activations(
                                    values: values.baseAddress!, scales: scales.baseAddress!, sums: sums.baseAddress!,
                                    tokens: Int32(tokens), stride: Int32(stride))
                                tk_ternary_matmul(
                                    isa, matrix, activations, &output, record.rows, 0, Int32(record.rows))
                            }
                        }
                    }
                }
            }
            let error = relativeError(output, trace.floats(module + ".out"))
            #expect(error <= 1e-5, "\(module): \(error)")
        }
    }

    @Test(arguments: fixtures, instructionSets) func normsAndRotationOfLayerZero(name: String, set: String) throws {
        let fixture = try Fixture(name)
        let trace = try SafetensorsFile(path: Reference.path(name + "/trace_layer0.safetensors")!)
        let isa = isa(set)
        let metadata = fixture.file.metadata
        let norms = [
            ("input_layernorm", "attention_norm"), ("self_attn.attn_sub_norm", "attention_output_norm"),
            ("post_attention_layernorm", "feed_forward_norm"), ("mlp.ffn_sub_norm", "feed_forward_output_norm"),
        ]
        for (module, tensor) in norms {
            let record = fixture.file.tensor("layer.0." + tensor)!
            let weights = fixture.file.vector("layer.0." + tensor)
            var rows = trace.floats(module + ".in")
            for token in 0..<rows.count / record.columns {
                let at = token * record.columns
                rows.withUnsafeMutableBufferPointer { rows in
                    let row = rows.baseAddress! + at
                    tk_rms_norm(isa, row, weights, Int32(record.columns), Float(metadata.normEpsilon), row)
                }
            }
            #expect(relativeError(rows, trace.floats(module + ".out")) <= 1e-5, "\(module)")
        }

        let width = metadata.shape.headWidth
        var frequencies = [Float](repeating: 0, count: width / 2)
        tk_rope_frequencies(Float(metadata.ropeTheta), Int32(width), &frequencies)
        for (module, rotated) in [("self_attn.q_proj", "rope.q"), ("self_attn.k_proj", "rope.k")] {
            var x = trace.floats(module + ".out")
            let row = x.count / fixture.ids("prompt0.ids").count
            for token in 0..<x.count / row {
                var cosines = [Float](repeating: 0, count: width / 2)
                var sines = cosines
                tk_rope_table(frequencies, Int32(width), Int32(token), 1, &cosines, &sines)
                x.withUnsafeMutableBufferPointer {
                    tk_rope_apply(isa, $0.baseAddress! + token * row, Int32(row / width), Int32(width), cosines, sines)
                }
            }
            #expect(relativeError(x, trace.floats(rotated)) <= 1e-5, "\(rotated)")
        }
    }
}
