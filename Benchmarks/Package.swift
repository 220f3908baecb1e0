// swift-tools-version: 6.2
import PackageDescription

// Measures the engine by itself, apart from the project because nobody needs it to run Trivet:
//     swift run -c release --package-path Benchmarks engine-bench
// The rooms are those of the project, seen through the link `Rooms`; only what is measured is built. A few files of
// the runtime are linked into `Shared`.

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

func room(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, path: "Rooms/\(name)", swiftSettings: strict)
}

let package = Package(
    name: "trivet-benchmarks",
    targets: [
        room("JSONText"),
        room("DecodingGrammar"),
        room("ApplianceVocabulary"),
        room("Agent", ["ApplianceVocabulary", "DecodingGrammar"]),
        .target(name: "CTernaryKernels", path: "Rooms/CTernaryKernels"),
        .target(name: "CMappedFault", path: "Rooms/CMappedFault"),
        room("ModelFile", ["JSONText", "CMappedFault", "CTernaryKernels"]),
        room("TernaryInference", ["ModelFile", "CTernaryKernels", "DecodingGrammar"]),
        .executableTarget(
            name: "engine-bench",
            dependencies: ["Agent", "ApplianceVocabulary", "DecodingGrammar", "ModelFile", "TernaryInference"],
            swiftSettings: strict),
    ],
    cLanguageStandard: .c11
)
