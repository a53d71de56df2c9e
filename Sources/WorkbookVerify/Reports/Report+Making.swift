import FoundationEssentials
import LabProtocol
package import WorkbookModel
import WorkbookRun
import WorkbookSupport

extension Report {
  /// Gathers what is wrong with a malformed book, whose examples weren't built or run.
  package init(malformed: MalformedBook, tool: String) {
    self.init(
      tool: tool, book: nil, swift: nil, capabilities: [:],
      malformed: Set(malformed.diagnostics.map(\.location.file)).sorted(), verdicts: [],
      diagnostics: malformed.diagnostics)
  }

  /// Gathers what is known of some examples.
  package init(
    tool: String, book: String?, swift: String?, capabilities: [String: Bool],
    malformed: [String], verdicts: [Verdict], diagnostics: [Diagnostic]
  ) {
    self.tool = tool
    self.book = book
    self.swift = swift
    self.malformed = malformed
    self.capabilities = capabilities
    self.diagnostics = diagnostics.flatMap(DiagnosticReport.reports)
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
}

extension Report.DiagnosticReport {
  /// What is reported of a diagnostic: an entry for it, and one for each of its notes.
  static func reports(of diagnostic: Diagnostic) -> [Report.DiagnosticReport] {
    let identifier = diagnostic.identifier
    let own = Report.DiagnosticReport(
      identifier: identifier, severity: diagnostic.severity, location: diagnostic.range.start,
      end: diagnostic.range.end, message: diagnostic.message,
      fix: diagnostic.fix.map(Report.FixReport.init))
    return [own]
      + diagnostic.notes.map { note in
        Report.DiagnosticReport(
          identifier: identifier, severity: .note, location: note.range.start,
          end: note.range.end, message: note.message)
      }
  }
}

extension Report.FixReport {
  init(_ fix: Diagnostic.Fix) {
    self.init(location: fix.range.start, end: fix.range.end, replacement: fix.replacement)
  }
}

extension Report.ExampleReport {
  init(_ verdict: Verdict) {
    let example = verdict.example
    let kind: Outcome =
      switch verdict.outcome {
      case .passed: .passed
      case .failed: .failed
      case .notBuilt: .notBuilt
      case .unavailable: .notVerified
      }
    self.init(
      name: example.name, chapter: verdict.chapter, location: example.location, verdict: kind,
      reasons: verdict.diagnostics.flatMap(Report.DiagnosticReport.reports),
      milliseconds: verdict.recording?.duration, traced: verdict.recording?.steps.isEmpty == false,
      tools: verdict.tools.isEmpty ? nil : verdict.tools.map(Report.ToolReport.init),
      terminals: verdict.terminals.map { terminal in
        let ports = example.clientPorts(ofWindow: terminal.terminal.window)
        return Report.TerminalReport(terminal, clientPorts: ports)
      },
      events: (verdict.recording?.events ?? []).map(Report.EventReport.init))
  }
}

extension Report.ToolReport {
  init(_ tool: UsedTool) {
    self.init(name: tool.name, version: tool.version, printedBy: tool.recorded)
  }
}

extension Report.TerminalReport {
  init(_ verdict: TerminalVerdict, clientPorts: [ClosedRange<UInt16>]) {
    let terminal = verdict.terminal
    self.init(
      location: terminal.location, host: terminal.host, comparison: terminal.comparison,
      columns: terminal.hasColumns,
      window: terminal.window, clientPorts: clientPorts.map { [$0.lowerBound, $0.upperBound] },
      steps: verdict.steps.map(Report.StepReport.init))
  }
}

extension Report.StepReport {
  init(_ verdict: StepVerdict) {
    var holes: [Report.HoleReport] = []
    for step in verdict.alignment?.steps ?? [] {
      switch step {
      case .match(_, let column, let fills):
        holes += fills.map {
          Report.HoleReport(name: $0.name ?? "..", line: column + 1, value: $0.value)
        }
      case .anyLines(_, let columns):
        let value = verdict.lines[columns].joined(separator: "\n")
        holes.append(Report.HoleReport(name: "...", line: columns.lowerBound + 1, value: value))
      case .missing, .extra: break
      }
    }
    let status = verdict.result?.status
    let (action, text): (Action, String?) =
      switch verdict.step.action {
      case .command(let line): (.command, line)
      case .input(let text): (.input, text)
      case .endOfInput: (.endOfInput, nil)
      case .interrupt: (.interrupt, nil)
      case .look: (.look, nil)
      }
    self.init(
      location: verdict.step.location, action: action, text: text, transcript: verdict.lines,
      output: verdict.result?.output ?? Data(), status: status?.shellStatus,
      signal: status?.signal, holes: holes)
  }
}

extension Report.EventReport {
  init(_ event: Recording.Event) {
    let kind: Kind =
      switch event.kind {
      case .taken: .taken
      case .output: .output
      case .ended: .ended
      }
    self.init(
      terminal: event.terminal, step: event.step, milliseconds: event.time, kind: kind)
    if case .output(let bytes) = event.kind { output = bytes }
    if case .ended(let end) = event.kind { status = end.shellStatus }
  }
}
