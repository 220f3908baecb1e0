import Agent
import Appliances
import TestSupport
import Testing
import TrivetRuntime

@Suite("How a model is run")
struct EngineSettingsTests {
    private func settings(
        _ dialect: String?, length: Int = 4_096,
        _ change: (inout BoardProfile, inout EngineSettings.Wishes) -> Void = { _, _ in }
    ) -> EngineSettings? {
        var board = BoardProfile.fallback
        var wishes = EngineSettings.Wishes()
        change(&board, &wishes)
        return EngineSettings(dialect: dialect, contextLength: length, board: board, wishes: wishes)
    }

    @Test("The dialect comes from the model, and what suits it with the dialect")
    func dialects() throws {
        let pilot = try #require(settings("pilot", length: 512))
        #expect(pilot.dialect is PilotDialect && pilot.dialect.maximumSteps == 1)
        #expect(pilot.contextTokens == 512 && pilot.cachePrecision == .f32 && pilot.rejectionThreshold == 0.5)
        let bitnet = try #require(settings("bitnet"))
        #expect(bitnet.dialect is BitNetDialect && bitnet.dialect.maximumSteps > 1)
        #expect(bitnet.contextTokens == 4_096 && bitnet.cachePrecision == .f16)
        // It was not taught the grammar: what it would rather say is not asked.
        #expect(bitnet.rejectionThreshold == nil)
        #expect(settings(nil) == nil && settings("klingon") == nil)
    }

    @Test("The home's file comes before the board profile, and the model's own length bounds both")
    func precedence() throws {
        let board = try #require(
            settings("bitnet") { board, _ in
                board.contextTokens = 1_024
                board.cachePrecision = .int8
            })
        #expect(board.contextTokens == 1_024 && board.cachePrecision == .int8)
        let home = try #require(
            settings("bitnet") { board, wishes in
                board.contextTokens = 1_024
                board.cachePrecision = .int8
                wishes.contextTokens = 9_999
                wishes.cachePrecision = .f32
            })
        #expect(home.contextTokens == 4_096 && home.cachePrecision == .f32)
    }

    @Test("A smaller context shows the model fewer devices")
    func devices() throws {
        let small = try #require(settings("bitnet") { board, _ in board.contextTokens = 1_500 })
        let large = try #require(settings("bitnet"))
        #expect(small.dialect.maximumDevices < large.dialect.maximumDevices)
    }

    @Test("What the home's file says arrives")
    func homeFile() throws {
        let home = TestHome()
        let file = home.folder.write(
            "config/other.yaml", home.folder.read("config/home.yaml") + "\ncontext_tokens: 640\nkv_cache: f16\n")
        let configuration = try Setup(configuration: file).configuration
        #expect(configuration.contextTokens == 640 && configuration.cachePrecision == .f16)
    }
}
