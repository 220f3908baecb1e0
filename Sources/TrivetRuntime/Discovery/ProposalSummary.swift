import Appliances
public import DeviceDiscovery

/// What a proposal comes to, in words for a person.
public enum ProposalSummary {
    /// A line for each family, for each device that is known, and for everything that cannot be used.
    public static func lines(_ proposal: Proposal) -> [String] {
        var lines: [String] = []
        for family in DiscoveryFamily.allCases {
            let new = proposal.entries.count { $0.family == family }
            let known = proposal.known.count { $0.family == family }
            let left = proposal.unmapped.count { $0.family == family }
            guard new + known + left > 0 else { continue }
            lines.append("\(family.rawValue): \(new) new, \(known) known, \(left) left out")
        }
        let known = Set(proposal.known.map(\.id)).sorted()
        if !known.isEmpty { lines.append("known already: " + known.joined(separator: ", ")) }
        if !proposal.unmapped.isEmpty { lines.append("left out:") }
        for entry in proposal.unmapped {
            let what = [entry.device, entry.property].compactMap(\.self).joined(separator: ", ")
            lines.append("  \(entry.family.rawValue): \(what): \(entry.reason)")
        }
        return lines
    }
}
