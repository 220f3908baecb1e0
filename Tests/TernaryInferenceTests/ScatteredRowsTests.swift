import TernaryInference
import Testing

@Suite struct ScatteredRowsTests {
    private let high = 4_096..<4_096 + ScatteredRows.leastBytes
    private let low = 50_000_000..<50_000_000 + ScatteredRows.leastBytes

    @Test func rowsOfBothPlanesGiveBothBackAtOnce() {
        var rows = ScatteredRows(high: high, low: low)
        rows.read(rows: ScatteredRows.most - 1)
        #expect(rows.takeReleases().isEmpty)
        rows.read(rows: 1)
        #expect(rows.takeReleases() == [high, low])
        #expect(rows.takeReleases().isEmpty)
    }

    @Test func aPlaneThatIsReadFromEndToEndStays() {
        var rows = ScatteredRows(high: high, low: low)
        for _ in 0..<10 {
            rows.read(rows: 1)
            rows.readUpperPlane(andLower: ScatteredRows.most)
            #expect(rows.takeReleases() == [low])
        }
        rows.read(rows: ScatteredRows.most)
        rows.readAll()
        #expect(rows.takeReleases().isEmpty)
    }

    @Test func smallPlanesStay() {
        var rows = ScatteredRows(high: 0..<ScatteredRows.leastBytes - 1, low: low)
        rows.read(rows: 1_000_000)
        #expect(rows.takeReleases().isEmpty)
    }
}
