import ArgumentParser
import FoundationEssentials
import WorkbookConsole
import WorkbookEngine
import WorkbookModel
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
      under load, with one processor, and traced, too. What isn't the same every time, what tells the time, and the \
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
      Fail, with status 3, if this machine can't run something; without this, only if it can't run \
      anything.
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
    var isRefused = false
    if accept {
      isRefused = try await acceptOutput(of: verification, by: verifier)
    } else {
      verification.print(to: .output)
    }
    let workspace = verifier.workspace
    let report = workspace.report(on: verification, tool: ToolVersion.current)
    try write(report)
    if !accept, !verification.holds, self.report == nil { keep(report, in: workspace) }
    guard selection.malformed.isEmpty else { throw ToolStatus.malformed.exit }
    if accept ? isRefused : !verification.holds { throw ToolStatus.failure.exit }
    if verification.showsNothing || require && !verification.unverified.isEmpty {
      throw ToolStatus.notVerified.exit
    }
  }

  private func run(_ selection: Selection, rounds: Int, by verifier: Verifier) async throws {
    let result = try await verifier.stress(selection, rounds: rounds)
    result.print(to: .output)
    guard result.holds else {
      if result.hasFailures {
        let report = verifier.workspace.report(on: result, tool: ToolVersion.current)
        keep(report, in: verifier.workspace)
      }
      throw selection.malformed.isEmpty ? ToolStatus.failure.exit : ToolStatus.malformed.exit
    }
    guard selection.malformed.isEmpty else { throw ToolStatus.malformed.exit }
    if result.showsNothing || require && result.isUnverified { throw ToolStatus.notVerified.exit }
  }

  private func runElsewhere(_ selection: Selection, by verifier: Verifier) async throws {
    let result = try await verifier.verifyElsewhere(selection)
    result.print(to: .output)
    guard selection.malformed.isEmpty else { throw ToolStatus.malformed.exit }
    guard result.holds else { throw ToolStatus.failure.exit }
    if result.usual.showsNothing || require && !result.usual.unverified.isEmpty {
      throw ToolStatus.notVerified.exit
    }
  }

  private func write(_ report: Report) throws {
    guard let file = self.report else { return }
    do {
      try file.format.data(of: report).write(to: URL(filePath: file.path), options: .atomic)
    } catch {
      throw ValidationError("the report can't be written to \(file.path): \(error)")
    }
  }

  /// Writes into each chapter what its examples printed.
  ///
  /// - Returns: Whether something isn't as it should be after that.
  private func acceptOutput(
    of verification: Verification, by verifier: Verifier
  ) async throws -> Bool {
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
    let isRefused = !verification.isBuilt || output.isRefused
    verification.printUnverified(to: .output)
    let unverified = verification.unverifiedWords(on: .output)
    let malformed = verification.selection.malformedWords(on: .output)
    Console.output.print(
      output.acceptedCount == 0 && !isRefused && unverified == nil && malformed == nil
        ? "nothing to accept; the chapters are as they should be"
        : ["\(output.acceptedCount) accepted", unverified, malformed].compactMap(\.self)
          .joined(separator: ", "))
    verification.selection.printLeftOut(to: .output)
    return isRefused
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
