// swift-tools-version: 6.2
import PackageDescription

/// Every room is held to the same rules: Swift 6 mode, warnings are errors.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

/// A room of the house: one folder under Sources, one idea.
func room(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

/// The tests of a room, in a folder of the same name under Tests.
func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
    .testTarget(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: strict)
}

let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let lifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
    name: "trivet",
    products: [
        .executable(name: "trivet", targets: ["trivet"]),
        // Loaded beside the program by the tests that cut its power; nothing links it.
        .library(name: "KillPoint", type: .dynamic, targets: ["KillPoint"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        // Pure values shared by the rooms above.
        room("JSONText"),
        room("ApplianceVocabulary"),
        room("DecodingGrammar"),

        // The engine.
        .target(name: "CTernaryKernels"),
        .target(name: "CMappedFault"),
        room("ModelFile", ["JSONText", "CMappedFault", "CTernaryKernels"]),
        room("TernaryInference", ["ModelFile", "CTernaryKernels", "DecodingGrammar"]),

        // Appliances.
        .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
        room("YAMLReader", ["CYAML"]),
        room("Appliances", ["ApplianceVocabulary", "YAMLReader", "JSONText"]),
        room("DeviceDiscovery", ["Appliances", "ApplianceVocabulary", "YAMLReader", "JSONText"]),

        // The network.
        .systemLibrary(name: "CMosquitto", pkgConfig: "libmosquitto", providers: [.apt(["libmosquitto-dev"])]),
        room("MQTTClient", ["CMosquitto"]),
        room(
            "ApplianceSimulator", ["Appliances", "ApplianceVocabulary", "MQTTClient", "JSONText", logging, lifecycle]),

        // The agent and the daemon.
        room("Agent", ["ApplianceVocabulary", "DecodingGrammar"]),
        room(
            "TrivetRuntime",
            [
                "Agent", "Appliances", "ApplianceVocabulary", "DecodingGrammar", "DeviceDiscovery", "JSONText",
                "ModelFile",
                "MQTTClient", "TernaryInference", "YAMLReader", logging, lifecycle,
            ]),
        .executableTarget(
            name: "trivet",
            dependencies: [
                "Agent", "Appliances", "ApplianceSimulator", "ApplianceVocabulary", "DeviceDiscovery", "JSONText",
                "ModelFile", "MQTTClient", "TernaryInference", "TrivetRuntime", "YAMLReader", arguments, logging,
                lifecycle,
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            swiftSettings: strict),

        // What several suites of tests share.
        .target(name: "TestBroker", path: "Tests/TestBroker", swiftSettings: strict),
        .target(
            name: "TestSupport", dependencies: ["Agent", "DecodingGrammar"], path: "Tests/TestSupport",
            swiftSettings: strict),

        .target(name: "AllocationCounter", path: "Tests/AllocationCounter"),
        .target(name: "KillPoint", path: "Tests/KillPoint"),
        tests("JSONTextTests", ["JSONText"]),
        tests("DecodingGrammarTests", ["DecodingGrammar"]),
        .target(
            name: "CKernelHarness", dependencies: ["CTernaryKernels"], path: "Tests/CKernelHarness", exclude: ["main.c"]
        ),
        tests("CTernaryKernelsTests", ["CTernaryKernels", "CKernelHarness"]),
        tests("ModelFileTests", ["ModelFile", "JSONText"]),
        tests(
            "TernaryInferenceTests",
            ["TernaryInference", "ModelFile", "CTernaryKernels", "DecodingGrammar", "JSONText", "AllocationCounter"],
            exclude: ["Fixtures"]),
        tests("YAMLReaderTests", ["YAMLReader"]),
        tests("AppliancesTests", ["Appliances", "ApplianceVocabulary", "YAMLReader", "JSONText"]),
        tests(
            "DeviceDiscoveryTests", ["DeviceDiscovery", "Appliances", "ApplianceVocabulary", "JSONText"],
            exclude: ["Recorded"]),
        tests("AgentTests", ["Agent", "ApplianceVocabulary", "DecodingGrammar", "JSONText"]),
        tests("MQTTClientTests", ["MQTTClient", "TestBroker"]),
        tests(
            "ApplianceSimulatorTests",
            [
                "ApplianceSimulator", "Appliances", "ApplianceVocabulary", "MQTTClient", "TestBroker", logging,
                lifecycle,
            ]),
        tests(
            "TrivetRuntimeTests",
            [
                "TrivetRuntime", "Agent", "Appliances", "ApplianceVocabulary", "JSONText", "ModelFile", "MQTTClient",
                "TernaryInference", "TestSupport", "YAMLReader",
            ],
            exclude: ["Homes"]),
        tests(
            "InjectionTests",
            [
                "TrivetRuntime", "Agent", "Appliances", "ApplianceVocabulary", "DecodingGrammar", "JSONText",
                "TestSupport",
            ]),
        tests(
            "IntegrationTests",
            [
                "TrivetRuntime", "ApplianceSimulator", "Agent", "Appliances", "ApplianceVocabulary", "DeviceDiscovery",
                "MQTTClient", "JSONText", "ModelFile", "TernaryInference", "TestBroker", "TestSupport", logging,
                lifecycle,
            ]),
    ],
    cLanguageStandard: .c11
)
