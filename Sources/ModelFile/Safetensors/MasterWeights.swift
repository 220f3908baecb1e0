import Synchronization

/// The scales of master weights that were found already: to find one, the whole tensor is read.
final class MasterScales: Sendable {
    private let found = Mutex<[String: Float]>([:])

    subscript(name: String) -> Float? {
        get { found.withLock { $0[name] } }
        set { found.withLock { $0[name] = newValue } }
    }
}

/// Quantising master weights, once: `scale = max(mean |w|, 1e-5)`, `trit = round half even (w / scale)`, at most 1 in
/// magnitude. Weights that are ternary already are refused: zeros would count in their mean, and what comes out would be
/// another model.
extension SafetensorsModel {
    /// The mean of the magnitudes of a tensor.
    func masterScale(of tensor: TensorRequirement) throws(ModelFileError) -> Float {
        if let known = scales[tensor.name] { return known }
        let place = place(tensor)
        var sum = 0.0
        // The smallest and the largest magnitude that is not zero. The weights of a ternary tensor have one.
        var (least, largest) = (Float.infinity, Float(0))
        let rows = max(1, 65_536 / tensor.columns)
        let numbers = UnsafeMutableBufferPointer<Float>.allocate(capacity: rows * tensor.columns)
        defer { numbers.deallocate() }
        for first in stride(from: 0, to: tensor.rows, by: rows) {
            let range = first..<min(first + rows, tensor.rows)
            let part = UnsafeMutableBufferPointer(rebasing: numbers[..<(range.count * tensor.columns)])
            try readNumbers(of: tensor, rows: range, into: part)
            for number in part {
                let magnitude = abs(number)
                sum += Double(magnitude)
                largest = max(largest, magnitude)
                least = magnitude > 0 ? min(least, magnitude) : least
            }
        }
        if largest > 0, largest == least {
            throw unsuitable(
                place,
                "\(place.name) holds no numbers but 0 and \(largest) with either sign: it is ternary already, and "
                    + "quantising it again would change the model; import the packed form of this checkpoint (type U8 with "
                    + "weight_scale) or the masters it was made of")
        }
        let scale = max(Float(sum / Double(tensor.rows * tensor.columns)), 1e-5)
        scales[tensor.name] = scale
        return scale
    }

    func quantise(_ tensor: TensorRequirement, _ rows: Range<Int>, into trits: UnsafeMutableBufferPointer<Int8>)
        throws(ModelFileError)
    {
        let factor = 1 / (try masterScale(of: tensor))
        let numbers = UnsafeMutableBufferPointer<Float>.allocate(capacity: trits.count)
        defer { numbers.deallocate() }
        try readNumbers(of: tensor, rows: rows, into: numbers)
        // Half to even: one half becomes 0, everything above becomes 1.
        for index in 0..<trits.count {
            let value = numbers[index] * factor
            trits[index] = (value > 0.5 ? 1 : 0) - (value < -0.5 ? 1 : 0)
        }
    }
}
