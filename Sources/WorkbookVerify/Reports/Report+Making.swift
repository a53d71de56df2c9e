package import FoundationEssentials
import LabProtocol
package import WorkbookModel
import WorkbookRun
import WorkbookSupport

extension Report {
  /// Gathers what is known.
  package init(
    tool: String, book: String, swift: String, capabilities: [String: Bool],
    verdicts: [Verdict], diagnostics: [Diagnostic]
  ) {
    self.tool = tool
    self.book = book
    self.swift = swift
    self.capabilities = capabilities
    self.diagnostics = diagnostics.map(DiagnosticReport.init)
    examples = verdicts.map(ExampleReport.init)
    summary = Summary()
    for example in examples {
      summary.examples += 1
      switch example.verdict {
      case .passed: summary.passed += 1
      case .failed: summary.failed += 1
      case .notBuilt: summary.notBuilt += 1
      case .notVerified: summary.notVerified += 1
      }
    }
  }

  /// The report as JSON, with sorted keys.
  package func json() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(self) + Data("\n".utf8)
  }
}

extension Report.DiagnosticReport {
  init(_ diagnostic: Diagnostic) {
    self.init(
      severity: diagnostic.severity, location: diagnostic.location, message: diagnostic.message)
  }
}

extension Report.ExampleReport {
  init(_ verdict: Verdict) {
    let example = verdict.example
    var reasons: [Diagnostic] = []
    let kind: Outcome
    switch verdict.outcome {
    case .passed: kind = .passed
    case .failed(let differences):
      kind = .failed
      reasons = differences.flatMap(\.diagnostics)
    case .notBuilt(let programs):
      kind = .notBuilt
      reasons = [
        Diagnostic(.error, at: example.location, "not built: \(programs.joined(separator: ", "))")
      ]
    case .unavailable(let failure):
      kind = .notVerified
      reasons = [Diagnostic(.warning, at: example.location, failure.message)]
    }
    let terminals = example.terminals.enumerated().map { index, terminal in
      Report.TerminalReport(
        location: terminal.location, host: terminal.host, comparison: terminal.comparison,
        clientPorts: [terminal.clientPorts.lowerBound, terminal.clientPorts.upperBound],
        commands: terminal.commands.enumerated().map { number, command in
          Report.CommandReport(
            command, verdict.recording?.terminals[index].commands[number] ?? Recording.Command(),
            verdict.alignments.isEmpty ? nil : verdict.alignments[index][number])
        })
    }
    self.init(
      name: example.name, chapter: verdict.chapter, location: example.location, verdict: kind,
      reasons: reasons.map(Report.DiagnosticReport.init),
      milliseconds: verdict.recording?.duration, traced: verdict.recording?.steps.isEmpty == false,
      terminals: terminals,
      events: (verdict.recording?.events ?? []).map(Report.EventReport.init))
  }
}

extension Report.CommandReport {
  init(_ command: Command, _ result: Recording.Command, _ alignment: Alignment?) {
    let lines = result.lines
    var holes: [Report.HoleReport] = []
    for step in alignment?.steps ?? [] {
      switch step {
      case .match(_, let column, let fills):
        holes += fills.map {
          Report.HoleReport(name: $0.name ?? "..", line: column + 1, value: $0.value)
        }
      case .anyLines(_, let columns):
        let value = lines[columns].joined(separator: "\n")
        holes.append(Report.HoleReport(name: "...", line: columns.lowerBound + 1, value: value))
      case .missing, .extra: break
      }
    }
    self.init(
      location: command.location, line: command.line, transcript: lines, output: result.output,
      status: result.status?.shellStatus, signal: result.status?.signal,
      interrupted: result.wasInterrupted,
      holes: holes)
  }
}

extension Report.EventReport {
  init(_ event: Recording.Event) {
    self.init(
      terminal: event.terminal, command: event.command, milliseconds: event.time, kind: "")
    switch event.kind {
    case .started: kind = "started"
    case .interrupted: kind = "interrupted"
    case .output(let bytes): (kind, output) = ("output", bytes)
    case .ended(let end): (kind, status) = ("ended", end.shellStatus)
    }
  }
}
