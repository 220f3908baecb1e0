import ModelFile
import TernaryInference
import TestSupport
import Testing
import TrivetRuntime

@Suite("Tuning")
struct TuningTests {
    private let shape = ModelShape(
        hidden: 64, feedForward: 192, layers: 3, heads: 4, keyValueHeads: 2, vocabulary: 256)

    /// Rounds in which every way has a time of its own, and the machine a disturbance that all share.
    private func times(_ seconds: [(way: TuningWay, seconds: Double)], disturbances: [Double] = [1, 3, 1.5, 9, 1])
        -> TuningTimes
    {
        var times = TuningTimes()
        for disturbance in disturbances {
            for (way, seconds) in seconds {
                let half = seconds * disturbance / 2
                times.add(TuningTimes.Sample(reading: half, saying: half), of: way)
            }
        }
        return times
    }

    @Test("The best kernels of a processor are taken unless lower ones are clearly quicker")
    func instructionSets() {
        func chosen(_ low: Double, _ middle: Double, _ high: Double) -> String? {
            let sets = ["neon", "dotprod", "i8mm"]
            let measured = times(
                zip(sets, [low, middle, high]).map { (TuningWay(.ternary5, $0, threads: 2), $1) })
            return TuningChoice.instructionSet(for: .ternary5, among: sets, threads: 2, measured)
        }
        #expect(chosen(3, 2, 1) == "i8mm")
        #expect(chosen(0.99, 0.97, 1) == "i8mm")
        #expect(chosen(3, 0.8, 1) == "dotprod")
        #expect(chosen(0.5, 0.8, 1) == "neon")
        #expect(TuningChoice.instructionSet(for: .ternary2, among: ["neon"], threads: 2, times([])) == "neon")
        #expect(TuningChoice.instructionSet(for: .ternary2, among: [], threads: 2, times([])) == nil)
    }

    @Test("A further thread has to be worth it")
    func threads() {
        func chosen(_ seconds: [Double]) -> Int {
            let measured = times(
                seconds.enumerated().map { (TuningWay(.ternary5, "neon", threads: $0.offset + 1), $0.element) })
            return TuningChoice.threads(for: .ternary5, "neon", among: Array(1...seconds.count), measured)
        }
        #expect(chosen([8, 4, 3, 2]) == 4)
        #expect(chosen([8, 4, 3.8, 3.7]) == 2)
        // The third alone gains little, the fourth with it enough.
        #expect(chosen([8, 4, 3.8, 3]) == 4)
        #expect(chosen([1, 1.4, 2]) == 1)
        #expect(chosen([5]) == 1)
    }

    @Test("One disturbed round does not turn the choice")
    func disturbance() {
        let (one, two) = (TuningWay(.ternary5, "neon", threads: 1), TuningWay(.ternary5, "neon", threads: 2))
        var measured = TuningTimes()
        for (first, second) in [(2.0, 1.0), (2, 1), (2, 50), (2, 1), (2, 1)] {
            measured.add(TuningTimes.Sample(reading: 0, saying: first), of: one)
            measured.add(TuningTimes.Sample(reading: 0, saying: second), of: two)
        }
        #expect(measured.ratio(two, to: one) == 0.5)
        #expect(TuningChoice.threads(for: .ternary5, "neon", among: [1, 2], measured) == 2)
        #expect(measured.ratio(two, to: TuningWay(.ternary2, "neon", threads: 1)) == nil)
    }

    @Test(
        "Another layout is advised only where it gains something", arguments: [(0.5, true), (0.97, false), (2, false)])
    func layouts(other: Double, isAdvised: Bool) {
        let (own, two) = (TuningWay(.i2s, "neon", threads: 4), TuningWay(.ternary2, "neon", threads: 3))
        let choice = TuningChoice(own: own, importable: [two], times([(own, 1), (two, other)]))
        #expect(choice.way == own)
        #expect((choice.better?.way == two) == isAdvised)
        #expect((choice.better == nil) != isAdvised)
        if isAdvised { #expect(choice.better?.ratio == other) }
    }

    @Test("What was found is read again on the same machine, and on no other")
    func file() throws {
        let folder = TemporaryFolder()
        let facts = BoardFacts(
            architecture: "arm64", deviceTreeModel: "Raspberry Pi 5 Model B", cpuParts: ["0xd0b"],
            flags: ["asimd", "asimddp"], cores: 4, memoryMiB: 8_000)
        let path = folder.path + "/var/deep"
        var kept = TuningFile(reading: path, on: facts)
        #expect(kept.entries.isEmpty)
        kept.put(TuningFile.Entry(TuningWay(.ternary5, "dotprod", threads: 3), for: shape))
        kept.put(TuningFile.Entry(TuningWay(.ternary2, "neon", threads: 4), for: shape))
        kept.put(TuningFile.Entry(TuningWay(.ternary5, "neon", threads: 2), for: shape))
        try kept.write(to: path)

        let found = TuningFile(reading: path, on: facts)
        #expect(found == kept)
        #expect(found.entries.count == 2)
        #expect(found.entry(for: shape, .ternary5)?.threads == 2)
        #expect(found.entry(for: shape, .ternary5)?.instructionSet == "neon")
        #expect(found.entry(for: shape, .i2s) == nil)
        var larger = shape
        larger.layers = 4
        #expect(found.entry(for: larger, .ternary5) == nil)

        var others = [facts, facts, facts, facts]
        others[0].cores = 2
        others[1].flags = ["asimd"]
        others[2].deviceTreeModel = "Raspberry Pi 4 Model B"
        others[3].cpuParts = ["0xd08"]
        for other in others { #expect(TuningFile(reading: path, on: other).entries.isEmpty) }
    }

    @Test(
        "A damaged file is as good as none",
        arguments: [
            "", "{", "[1]", #"{"format": 2}"#,
            #"{"format": 1, "trivet": "0.0.0", "machine": "arm64, 1 cores", "entries": [{}]}"#,
        ])
    func damaged(text: String) {
        let folder = TemporaryFolder()
        folder.write("tuning.json", text)
        let facts = BoardFacts(architecture: "arm64", cores: 1, memoryMiB: 100)
        #expect(TuningFile(reading: folder.path, on: facts).entries.isEmpty)
    }

    @Test("Entries that make no sense are left out")
    func senseless() throws {
        let folder = TemporaryFolder()
        let facts = BoardFacts(architecture: "arm64", cores: 1, memoryMiB: 100)
        var kept = TuningFile(on: facts)
        kept.put(TuningFile.Entry(TuningWay(.ternary5, "neon", threads: 1), for: shape))
        try kept.write(to: folder.path)
        let text = folder.read("tuning.json")
        #expect(text.contains("\"threads\": 1") && text.contains("\"body\": 3"))
        folder.write("tuning.json", text.replacingFirst("\"threads\": 1", with: "\"threads\": 0"))
        #expect(TuningFile(reading: folder.path, on: facts).entries.isEmpty)
        folder.write("tuning.json", text.replacingFirst("\"body\": 3", with: "\"body\": 0"))
        #expect(TuningFile(reading: folder.path, on: facts).entries.isEmpty)
        folder.write("tuning.json", text)
        #expect(TuningFile(reading: folder.path, on: facts).entries.count == 1)
    }

    @Test("What was found goes before the rule of the board, and never beyond what its profile allows")
    func applied() throws {
        let sets = try InstructionSets.available()
        let best = try #require(sets.last)
        let facts = BoardFacts(architecture: BoardFacts.ownArchitecture, cores: 8, memoryMiB: 1)
        func entry(_ set: String, _ threads: Int) -> TuningFile.Entry {
            TuningFile.Entry(TuningWay(.ternary5, set, threads: threads), for: shape)
        }
        let plain = BoardProfile.fallback
        #expect(plain.tuned(by: nil, on: facts) == plain)
        #expect(plain.tuned(by: entry(best, 6), on: facts).threadCount(on: facts, modelBytes: 1 << 20) == 6)
        #expect(plain.tuned(by: entry(best, 9), on: facts).threadCount(on: facts, modelBytes: 1 << 20) == 8)
        #expect(plain.tuned(by: entry(sets[0], 1), on: facts).isa == sets[0])
        #expect(plain.tuned(by: entry("mmx", 1), on: facts).isa == nil)
        var strict = plain
        strict.threads = 2
        strict.isa = "scalar"
        let tuned = strict.tuned(by: entry(best, 4), on: facts)
        #expect(tuned.threadCount(on: facts, modelBytes: 1 << 30) == 2)
        #expect(tuned.isa == "scalar")
    }
}

extension String {
    fileprivate func replacingFirst(_ part: String, with other: String) -> String {
        guard let range = firstRange(of: part) else { return self }
        return "\(self[..<range.lowerBound])\(other)\(self[range.upperBound...])"
    }
}
