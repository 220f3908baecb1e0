public import ModelFile

/// What `trivet tune` prints.
public struct TuningTable {
    private let result: Tuner.Result
    private let model: String
    private let shape: ModelShape

    /// The table for a model.
    public init(_ result: Tuner.Result, model: String, shape: ModelShape) {
        self.result = result
        self.model = model
        self.shape = shape
    }

    /// A line for each way, the best marked, and what that means.
    public var text: String {
        let choice = result.choice
        var lines = [
            "\(model): \(shape.layers) layers of \(shape.hidden) x \(shape.feedForward); milliseconds for a command of "
                + "\(Tuner.tokensRead) tokens read and \(Tuner.tokensSaid) said",
            Self.line("body", "kernels", "threads", "read", "said", "together"),
        ]
        for way in result.times.ways {
            guard let median = result.times.median(of: way) else { continue }
            let mark = way == choice.way ? "  chosen" : way == choice.better?.way ? "  quicker, after an import" : ""
            lines.append(
                Self.line(
                    way.encoding.name, way.instructionSet, "\(way.threads)", Self.milliseconds(median.reading),
                    Self.milliseconds(median.saying), Self.milliseconds(median.reading + median.saying)) + mark)
        }
        return lines.joined(separator: "\n")
    }

    /// What an import of the model's file in another layout would gain; nil if nothing worth it.
    public func advice(path: String) -> String? {
        guard let better = result.choice.better, let body = Self.option(better.way.encoding) else { return nil }
        let percent = Int(((1 - better.ratio) * 100).rounded())
        return
            "trivet model import \(path) --body \(body) --output FILE would save \(percent) % of the time on this machine"
    }

    private static func option(_ encoding: TensorEncoding) -> String? {
        switch encoding {
        case .ternary2: ImportOptions.Body.twoBits.rawValue
        case .ternary5: ImportOptions.Body.fiveTrits.rawValue
        default: nil
        }
    }

    private static func line(
        _ body: String, _ kernels: String, _ threads: String, _ read: String, _ said: String, _ total: String
    ) -> String {
        body.padded(to: 22) + kernels.padded(to: 12) + threads.padded(to: 7, right: true)
            + read.padded(to: 9, right: true) + said.padded(to: 9, right: true) + total.padded(to: 10, right: true)
    }

    private static func milliseconds(_ seconds: Double) -> String {
        "\((seconds * 1000).rounded(toDigits: seconds < 0.1 ? 2 : 0))"
    }
}
