// swift-tools-version: 6.2
import PackageDescription

// The fuzzers, apart from the project because they are built with a sanitizer: `script/fuzz` does it.
// The rooms are those of the project, seen through the link `Rooms`; only what the fuzzers need is built.

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
    name: "trivet-fuzz",
    targets: [
        room("JSONText"),
        room("ApplianceVocabulary"),
        room("DecodingGrammar"),
        .target(name: "CTernaryKernels", path: "Rooms/CTernaryKernels"),
        .target(name: "CMappedFault", path: "Rooms/CMappedFault"),
        room("ModelFile", ["JSONText", "CMappedFault", "CTernaryKernels"]),
        room("TernaryInference", ["ModelFile", "CTernaryKernels", "DecodingGrammar"]),
        .systemLibrary(name: "CYAML", path: "Rooms/CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
        room("YAMLReader", ["CYAML"]),
        room("Appliances", ["ApplianceVocabulary", "YAMLReader", "JSONText"]),
        room("DeviceDiscovery", ["Appliances", "ApplianceVocabulary", "YAMLReader", "JSONText"]),
        // The door of the runtime without the runtime: links to a few of its files.
        .target(name: "Intake", dependencies: ["Appliances", "JSONText"], path: "Intake", swiftSettings: strict),
        .executableTarget(
            name: "fuzz",
            dependencies: [
                "Appliances", "ApplianceVocabulary", "DecodingGrammar", "DeviceDiscovery", "Intake", "JSONText",
                "ModelFile",
                "TernaryInference", "YAMLReader",
            ],
            swiftSettings: strict),
    ],
    cLanguageStandard: .c11
)
