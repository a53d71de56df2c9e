import ArgumentParser
import FoundationEssentials
import WorkbookConsole
import WorkbookEngine
import WorkbookModel
import WorkbookSupport
import WorkbookVerify

struct VerifyCommand: VerifyingCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Run the examples and compare what they print with the chapters.",
    discussion: """
      Every program is compiled (once; the next time it comes from the store), every example is run \
      in a network and a file system of its own, and what each terminal shows is compared with the \
      chapter, line by line. What differs is shown as a diff in lines of the chapter.

      With --accept, what was really printed is written into the chapters instead, with exit statuses. \
      Holes such as [..] stay where they still fit. Each example is run up to eleven times for that: \
      under load, with one processor, traced, and on another day, too. What isn't the same every time, what tells the time, and the \
      output of a run that failed, is shown and not written. Which versions of the programs of needs=ss,ping \
      printed it is noted in chapters/tools.json.

      A chapter that is malformed is left out, and told; the others are verified all the same.

      With --elsewhere, every example is run once more for each of some twenty ways in which machines differ: \
      the umask, the shell, the number of processors, IPv6, the speed, the date and so on. A table tells which of \
      them an example depends on.

      With --stress, every example is run many times: in changing order, several at once, with \
      the processors busy every other time. What is printed must be as the chapters say each time.
      """)

  @Argument(
    help: ArgumentHelp(
      "Examples and chapters, as in tcp-echo or 04-tcp or '*-echo'. Without any, all of them.",
      valueName: "example|chapter"))
  var names: [String] = []

  @Flag(help: "Write what was really printed into the chapters.")
  var accept = false

  @Option(
    help: ArgumentHelp("Run each example so many times, under load.", valueName: "times"))
  var stress: Int?

  @Flag(help: "Run each example as other machines would, with one thing changed at a time.")
  var elsewhere = false

  @Flag(
    help: """
      Fail, with status 3, if this machine can't run something, as it does where the variable CI is \
      set; otherwise only if it can't run anything.
      """)
  var require = false

  @Option(
    help: ArgumentHelp(
      "Write everything that is known of the run into a file.", valueName: ReportFile.valueName),
    transform: ReportFile.init)
  var report: ReportFile?

  @OptionGroup var options: BookOptions
  @OptionGroup var store: StoreOptions

  func validate() throws {
    guard !elsewhere || !accept && report == nil && stress == nil else {
      throw ValidationError(
        "--elsewhere goes together with neither --accept, --report nor --stress")
    }
    guard let stress else { return }
    guard (1...1_000_000).contains(stress) else {
      throw ValidationError("--stress takes a number from 1 to 1000000")
    }
    guard !accept, report == nil else {
      throw ValidationError("--stress goes together with neither --accept nor --report")
    }
  }

  func run() async throws {
    let folder = try options.folder()
    try await reportingErrors {
      if let report { try OutputFile(report.path).check() }
      let book: Book
      do throws(MalformedBook) {
        book = try Book.read(from: folder)
      } catch {
        // What asks for a report wants to know this, too.
        try write(Report(malformed: error, tool: ToolVersion.current))
        throw error
      }
      try await run(book)
    }
  }

  func run(_ book: Book) async throws {
    let selection = try Selection(names, in: book)
    let verifier = try await verifier(of: book)
    if let stress { return try await run(selection, rounds: stress, by: verifier) }
    if elsewhere { return try await runElsewhere(selection, by: verifier) }
    let verification = try await verifier.verify(selection)
    var accepted: Verifier.AcceptedOutput?
    if accept {
      accepted = try await acceptOutput(of: verification, by: verifier)
    } else {
      verification.print(to: .output)
    }
    let workspace = verifier.workspace
    let report = workspace.report(on: verification, tool: ToolVersion.current)
    try write(report)
    if !accept, !verification.holds, self.report == nil { try keep(report, in: workspace) }
    guard selection.malformed.isEmpty else { throw ToolStatus.malformed.exit }
    let holds = accepted.map { verification.isBuilt && !$0.isRefused } ?? verification.holds
    guard holds else { throw ToolStatus.failure.exit }
    let isWhole = verification.unverified.isEmpty && accepted?.untraced.isEmpty != false
    if verification.showsNothing || isAllRequired && !isWhole {
      throw ToolStatus.notVerified.exit
    }
  }

  /// Whether what this machine can't run is a failure.
  private var isAllRequired: Bool { require || ContinuousIntegration.isHere }

  private func run(_ selection: Selection, rounds: Int, by verifier: Verifier) async throws {
    let result = try await verifier.stress(selection, rounds: rounds)
    result.print(to: .output)
    guard result.holds else {
      if result.hasFailures {
        let report = verifier.workspace.report(on: result, tool: ToolVersion.current)
        try keep(report, in: verifier.workspace)
      }
      throw selection.malformed.isEmpty ? ToolStatus.failure.exit : ToolStatus.malformed.exit
    }
    guard selection.malformed.isEmpty else { throw ToolStatus.malformed.exit }
    if result.showsNothing || isAllRequired && result.isUnverified {
      throw ToolStatus.notVerified.exit
    }
  }

  private func runElsewhere(_ selection: Selection, by verifier: Verifier) async throws {
    let result = try await verifier.verifyElsewhere(selection)
    result.print(to: .output)
    guard selection.malformed.isEmpty else { throw ToolStatus.malformed.exit }
    guard result.holds else { throw ToolStatus.failure.exit }
    if result.showsNothing || isAllRequired && !result.isWhole {
      throw ToolStatus.notVerified.exit
    }
  }

  private func write(_ report: Report) throws {
    guard let file = self.report else { return }
    try OutputFile(file.path).write(file.format.data(of: report))
  }

  /// Writes into each chapter what its examples printed.
  ///
  /// - Returns: What was written, and what wasn't.
  private func acceptOutput(
    of verification: Verification, by verifier: Verifier
  ) async throws -> Verifier.AcceptedOutput {
    verification.selection.printMistakes(to: .output)
    for diagnostic in verification.diagnostics { Console.output.print(diagnostic) }
    let output = try await verifier.accept(verification) { result in
      for (example, differences) in result.accepted {
        Console.output.print("\(Console.output.styled("✓", .good)) \(example.name) accepted")
        for difference in differences { Console.output.printAccepted(difference) }
      }
      for refusal in result.refusals { refusal.print(to: .output) }
      if let error = result.error { Console.error.printError(error.description) }
    }
    if output.isRecordRenewed { Console.output.print("\(ToolRecord.path) is renewed") }
    if let error = output.recordError { Console.error.printError(error.description) }
    verification.printUnverified(to: .output)
    output.printUntraced(to: .output)
    verification.selection.printLeftOut(to: .output)
    let refusals = output.chapters.reduce(0) { $0 + $1.refusals.count }
    let lacking = [
      refusals > 0 ? Console.output.styled("\(refusals) not accepted", .bad) : nil,
      verification.unverifiedWords(on: .output), output.untracedWords(on: .output),
      verification.selection.malformedWords(on: .output),
    ].compactMap(\.self)
    let isRight =
      output.acceptedCount == 0 && verification.isBuilt && !output.isRefused && lacking.isEmpty
    let summary =
      if !isRight {
        (["\(output.acceptedCount) accepted"] + lacking).joined(separator: ", ")
      } else if verification.verdicts.isEmpty {
        "there is nothing to accept: no terminal"
      } else {
        "nothing to accept; the chapters are as they should be"
      }
    Console.output.print(summary)
    return output
  }
}

/// The value of `--report`: a form and a file.
struct ReportFile {
  static let valueName = ReportFormat.all.map { "\($0.name)=file" }.joined(separator: "|")

  let format: ReportFormat
  let path: String

  init(_ text: String) throws {
    let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
    guard parts.count == 2, let format = ReportFormat(named: parts[0]) else {
      let forms = ReportFormat.all.map { "\($0.name)=FILE" }.joined(separator: " or ")
      throw ValidationError("a report is asked for as \(forms)")
    }
    (self.format, path) = (format, parts[1])
  }
}
