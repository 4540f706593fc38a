// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [.treatAllWarnings(as: .error)]
let strictC: [CSetting] = [.treatAllWarnings(as: .error)]

// The interpreter's loop is a fifth slower if it happens to begin in the middle of a cache line.
let aligned: [SwiftSetting] = [
  .unsafeFlags(["-Xllvm", "-align-all-functions=6"], .when(configuration: .release))
]

let package = Package(
  name: "oslab",
  products: [.executable(name: "oslab", targets: ["OSLab"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    .target(name: "CEdit", cSettings: strictC, linkerSettings: [.linkedLibrary("edit")]),
    .systemLibrary(
      name: "CMarkGFM", pkgConfig: "libcmark-gfm",
      providers: [.apt(["libcmark-gfm-dev", "libcmark-gfm-extensions-dev"])]),
    .target(name: "CPrefetch", cSettings: strictC),
    .target(
      name: "LabEngine", dependencies: ["CPrefetch"], swiftSettings: strict + aligned),
    .target(
      name: "Exercises",
      dependencies: [
        "LabEngine",
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "OrderedCollections", package: "swift-collections"),
        .product(name: "Yams", package: "Yams"),
      ],
      swiftSettings: strict),
    .executableTarget(
      name: "OSLab",
      dependencies: [
        "CEdit", "CMarkGFM", "Exercises", "LabEngine",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),
    .target(
      name: "CPseudoTerminal", path: "Tests/CPseudoTerminal", cSettings: strictC,
      linkerSettings: [.linkedLibrary("util")]),
    .target(name: "CBaseline", path: "Benchmarks/CBaseline", cSettings: strictC),
    .executableTarget(
      name: "oslab-bench", dependencies: ["CBaseline", "LabEngine"], path: "Benchmarks/OSLabBench",
      swiftSettings: strict),
    .target(
      name: "ScheduleProof", dependencies: ["LabEngine"], path: "Conformance/ScheduleProof",
      swiftSettings: strict),
    .executableTarget(
      name: "oslab-conformance", dependencies: ["LabEngine", "ScheduleProof"],
      path: "Conformance/OSLabConformance", swiftSettings: strict),
    .testTarget(
      name: "LabEngineTests", dependencies: ["LabEngine", "ScheduleProof"], swiftSettings: strict),
    .testTarget(
      name: "ExercisesTests",
      dependencies: ["Exercises", "LabEngine", .product(name: "GRDB", package: "GRDB.swift")],
      swiftSettings: strict),
    .testTarget(
      name: "CLITests", dependencies: ["CPseudoTerminal", "OSLab"], swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6]
)
