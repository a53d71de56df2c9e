// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that nobody builds it who only wants the tool.
let package = Package(
  name: "benchmarks",
  dependencies: [.package(name: "workbook", path: "..")],
  targets: [
    .target(name: "CountedAllocations"),
    .executableTarget(
      name: "sockets-benchmark",
      dependencies: ["CountedAllocations", .product(name: "Sockets", package: "workbook")],
      swiftSettings: [.swiftLanguageMode(.v6), .treatAllWarnings(as: .error)]),
  ]
)
