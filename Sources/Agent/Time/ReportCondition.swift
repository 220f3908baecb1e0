public import ApplianceVocabulary

/// A test of what a device reports: the oven's temperature has reached 180.
public struct ReportCondition: Sendable, Hashable {
    /// What the value is compared with.
    public enum Test: Sendable, Hashable {
        /// At least so much.
        case atLeast(Double)
        /// At most so much.
        case atMost(Double)
        /// More.
        case above(Double)
        /// Less.
        case below(Double)
        /// Exactly this, whatever the two call it: `off` and `closed` are two words for one side.
        case equals(Value)
    }

    /// The id of the device.
    public var device: String
    /// The property that it reports.
    public var property: String
    /// What the value is compared with.
    public var test: Test

    /// A condition.
    public init(device: String, property: String, test: Test) {
        self.device = device
        self.property = property
        self.test = test
    }

    /// True if the value is as the condition wants it.
    public func holds(for value: Value) -> Bool {
        switch (test, value) {
        case (.atLeast(let limit), .number(let number)): number >= limit
        case (.atMost(let limit), .number(let number)): number <= limit
        case (.above(let limit), .number(let number)): number > limit
        case (.below(let limit), .number(let number)): number < limit
        case (.equals(let wanted), _): Answering.fits(value, wanted)
        default: false
        }
    }
}
