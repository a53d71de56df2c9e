// swift-tools-version: 6.2
import PackageDescription

// The lab is made of what the kernel of Linux has, and everything is written for the GNU C library.
#if !os(Linux) || !canImport(Glibc)
#error("workbook takes Linux with the GNU C library: use a container or a virtual machine with it")
#endif

let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .treatAllWarnings(as: .error),
]

let arguments: Target.Dependency = .product(
  name: "ArgumentParser", package: "swift-argument-parser")
let subprocess: Target.Dependency = .product(name: "Subprocess", package: "swift-subprocess")
let systemPackage: Target.Dependency = .product(name: "SystemPackage", package: "swift-system")

let package = Package(
  name: "workbook",
  products: [
    .executable(name: "workbook", targets: ["workbook"]),
    .library(name: "Sockets", targets: ["Sockets"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2", traits: []),
    .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
  ],
  targets: [
    // What listings import.
    .systemLibrary(name: "CSockets"),
    .target(name: "Sockets", dependencies: ["CSockets"], swiftSettings: settings),

    // The tool, in the order of its work: read, build, run, compare, render.
    .systemLibrary(
      name: "CCMark", pkgConfig: "libcmark",
      providers: [.apt(["libcmark-dev"]), .brew(["cmark"])]),
    .target(
      name: "WorkbookSupport", dependencies: [subprocess, systemPackage], swiftSettings: settings),
    .target(
      name: "WorkbookModel", dependencies: ["CCMark", "WorkbookSupport"], swiftSettings: settings),
    .target(
      name: "WorkbookBuild", dependencies: ["WorkbookModel", "WorkbookSupport"],
      resources: [.embedInCode("Programs/other-machine.c")], swiftSettings: settings),
    .target(name: "LabProtocol", swiftSettings: settings),
    .target(
      name: "WorkbookRun",
      dependencies: ["LabProtocol", "WorkbookModel", "WorkbookSupport"], swiftSettings: settings),
    .target(
      name: "WorkbookVerify",
      dependencies: ["LabProtocol", "WorkbookModel", "WorkbookRun", "WorkbookSupport"],
      swiftSettings: settings),
    .target(
      name: "WorkbookSite",
      dependencies: [
        "LabProtocol", "WorkbookModel", "WorkbookRun", "WorkbookSupport", "WorkbookVerify",
      ],
      resources: [.embedInCode("style.css"), .embedInCode("script.js")], swiftSettings: settings),
    .target(
      name: "WorkbookEngine",
      dependencies: [
        "LabProtocol", "WorkbookBuild", "WorkbookModel", "WorkbookRun", "WorkbookSupport",
        "WorkbookVerify",
      ],
      swiftSettings: settings),
    .target(
      name: "WorkbookPreview",
      dependencies: [
        "LabProtocol", "Sockets", "WorkbookBuild", "WorkbookEngine", "WorkbookModel",
        "WorkbookRun", "WorkbookSite", "WorkbookSupport", "WorkbookVerify",
      ],
      swiftSettings: settings),
    .target(
      name: "WorkbookConsole",
      dependencies: [
        "LabProtocol", "WorkbookEngine", "WorkbookModel", "WorkbookRun", "WorkbookVerify",
      ],
      swiftSettings: settings),
    .executableTarget(
      name: "workbook",
      dependencies: [
        "WorkbookConsole",
        "WorkbookEngine", "WorkbookPreview",
        "LabProtocol", "WorkbookModel", "WorkbookBuild", "WorkbookRun", "WorkbookVerify",
        "WorkbookSite", "WorkbookSupport", "Sockets",
        arguments,
      ],
      swiftSettings: settings),

    // The single-threaded helper that makes namespaces and starts processes.
    .systemLibrary(name: "CLab"),
    .executableTarget(
      name: "workbook-lab", dependencies: ["CLab", "LabProtocol"], swiftSettings: settings,
      // It is started once for every run: to load and to link libraries took it a millisecond each time.
      linkerSettings: [
        .unsafeFlags(["-static-executable"], .when(platforms: [.linux], configuration: .release))
      ]),

    .target(
      name: "WorkbookTestSupport",
      dependencies: [
        "LabProtocol", "WorkbookModel", "WorkbookRun", "WorkbookVerify", subprocess, systemPackage,
      ],
      path: "Tests/WorkbookTestSupport", swiftSettings: settings),
    .executableTarget(
      name: "two-networks", dependencies: ["Sockets"], path: "Tests/two-networks",
      swiftSettings: settings),
    .executableTarget(
      name: "names-probe", dependencies: ["Sockets"], path: "Tests/names-probe",
      exclude: ["names.py"], swiftSettings: settings),
    .testTarget(
      name: "SocketsTests",
      dependencies: [
        "CSockets", "Sockets", "WorkbookTestSupport", "names-probe", "two-networks", subprocess,
        systemPackage,
      ],
      exclude: ["CPythonTests.md", "Fixtures"], swiftSettings: settings),
    .testTarget(
      name: "WorkbookTestSupportTests", dependencies: ["WorkbookTestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "BookTests",
      dependencies: [
        "Sockets", "WorkbookModel", "WorkbookRun", "WorkbookVerify", "WorkbookTestSupport",
        subprocess,
      ],
      swiftSettings: settings),
    .testTarget(
      name: "WorkbookSupportTests", dependencies: ["WorkbookSupport", "WorkbookTestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "WorkbookModelTests", dependencies: ["WorkbookModel", "WorkbookTestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "WorkbookBuildTests",
      dependencies: ["WorkbookModel", "WorkbookBuild", "WorkbookSupport", "WorkbookTestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "WorkbookRunTests",
      dependencies: [
        "CLab", "WorkbookModel", "WorkbookRun", "LabProtocol", "WorkbookSupport",
        "WorkbookTestSupport", "workbook-lab", subprocess, systemPackage,
      ],
      swiftSettings: settings),
    .testTarget(
      name: "WorkbookVerifyTests",
      dependencies: [
        "LabProtocol", "WorkbookModel", "WorkbookRun", "WorkbookSupport", "WorkbookVerify",
        "WorkbookTestSupport",
      ],
      exclude: ["Fixtures"], swiftSettings: settings),
    .testTarget(
      name: "WorkbookSiteTests",
      dependencies: [
        "CCMark", "LabProtocol", "WorkbookModel", "WorkbookRun", "WorkbookVerify", "WorkbookSite",
        "WorkbookSupport", "WorkbookTestSupport",
      ],
      exclude: ["Fixtures", "script-tests.js"], swiftSettings: settings),
    .testTarget(
      name: "WorkbookEngineTests",
      dependencies: [
        "LabProtocol", "WorkbookBuild", "WorkbookEngine", "WorkbookModel", "WorkbookRun",
        "WorkbookTestSupport", "WorkbookVerify",
      ],
      swiftSettings: settings),
    .testTarget(
      name: "WorkbookConsoleTests", dependencies: ["WorkbookConsole"], swiftSettings: settings),
    .testTarget(
      name: "WorkbookPreviewTests",
      dependencies: [
        "WorkbookEngine", "WorkbookModel", "WorkbookPreview", "WorkbookSite",
        "WorkbookTestSupport", "WorkbookVerify",
      ],
      swiftSettings: settings),
    .testTarget(
      name: "CommandLineTests",
      dependencies: [
        "Sockets", "WorkbookModel", "WorkbookSupport", "WorkbookTestSupport", "workbook",
        subprocess, systemPackage,
      ],
      exclude: ["Fixtures"], swiftSettings: settings),
  ]
)

// What writes the documentation of Sockets, for script/docs only; other builds don't fetch it.
if Context.environment["WORKBOOK_DOCS"] == "1" {
  package.dependencies.append(
    .package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.5.0"))
}

// What feeds made-up bytes to whatever reads, for script/fuzz only.
if Context.environment["WORKBOOK_FUZZ"] == "1" {
  package.targets.append(
    .executableTarget(
      name: "fuzz-readers",
      dependencies: [
        "CSockets", "LabProtocol", "Sockets", "WorkbookBuild", "WorkbookModel", "WorkbookPreview",
        "WorkbookRun", "WorkbookSupport", "WorkbookVerify",
      ],
      path: "Fuzz", exclude: ["Seeds"], swiftSettings: settings))
}
