import FoundationEssentials

extension ReportFormat {
  /// JSON with sorted keys, as `docs/report.md` describes it.
  package static let json = ReportFormat(name: "json") { report in
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(report) + Data("\n".utf8)
  }
}
