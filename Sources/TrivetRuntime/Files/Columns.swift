extension String {
    /// The text with spaces behind it, or before it, up to a width.
    package func padded(to width: Int, right: Bool = false) -> String {
        let space = String(repeating: " ", count: max(0, width - count))
        return right ? space + self : self + space
    }
}

extension Double {
    /// The number with so many digits behind the point.
    func rounded(toDigits digits: Int) -> Double {
        var scale = 1.0
        for _ in 0..<digits { scale *= 10 }
        return (self * scale).rounded() / scale
    }
}
