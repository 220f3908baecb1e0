import Agent
import Testing
import TrivetRuntime

@Suite("What of a prompt fits")
struct PromptWindowTests {
    private func turn(_ number: Int32, _ count: Int) -> [Int32] { [Int32](repeating: number, count: count) }

    @Test("Everything, if there is room")
    func all() throws {
        let window = PromptWindow(capacity: 100, maximumAnswer: 20)
        #expect(window.reserve == 20)
        let tokens = try window.tokens(home: turn(0, 40), earlier: [turn(1, 10), turn(2, 10)], now: turn(3, 20))
        #expect(tokens == turn(0, 40) + turn(1, 10) + turn(2, 10) + turn(3, 20))
    }

    @Test("The oldest turns leave, the home and the sentence stay", arguments: 0..<60)
    func oldestLeave(_ now: Int) throws {
        let window = PromptWindow(capacity: 100, maximumAnswer: 20)
        let earlier = (1...5).map { turn($0, 9) }
        let tokens = try window.tokens(home: turn(0, 20), earlier: earlier, now: turn(9, now))
        let kept = min(5, (60 - now) / 9)
        #expect(tokens == turn(0, 20) + Array(earlier.suffix(kept).joined()) + turn(9, now))
        #expect(tokens.count + window.reserve <= 100)
    }

    @Test("A sentence without room is told with what it needs")
    func sentenceTooLong() {
        let window = PromptWindow(capacity: 100, maximumAnswer: 20)
        #expect(throws: PromptTooLong(needed: 61, room: 60)) {
            try window.tokens(home: turn(0, 20), earlier: [turn(1, 5)], now: turn(2, 61))
        }
    }

    @Test("A home without room is another mistake than a long sentence")
    func homeTooLarge() {
        let window = PromptWindow(capacity: 100, maximumAnswer: 500)
        #expect(window.reserve == 25)
        #expect(throws: PromptWindow.HomeTooLarge(needed: 111)) {
            try window.tokens(home: turn(0, 70), earlier: [], now: turn(2, 1))
        }
    }
}
