import FoundationEssentials

/// The transcripts of a report, as another program would read them.
struct Transcripts {
  let lines: [[String]]

  init(of report: String) throws {
    let report = try JSONDecoder().decode(Report.self, from: Data(report.utf8))
    lines = report.examples.flatMap(\.terminals).flatMap(\.steps).map(\.transcript)
  }

  private struct Report: Decodable {
    var examples: [Example]
  }

  private struct Example: Decodable {
    var terminals: [Terminal]
  }

  private struct Terminal: Decodable {
    var steps: [Step]
  }

  private struct Step: Decodable {
    var transcript: [String]
  }
}
