import ArgumentParser
import FoundationEssentials
import WorkbookBuild
import WorkbookModel
import WorkbookVerify

struct VerifyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Run the examples and compare what they print with the chapters.",
    discussion: """
      Every program is compiled (once; the next time it comes from the store), every example is run \
      in a network and a file system of its own, and what each terminal shows is compared with the \
      chapter, line by line. What differs is shown as a diff in lines of the chapter.

      With --accept, what was really printed is written into the chapters instead. Holes such as [..] \
      stay where they still fit. The output of a run that failed, or of one that isn't the same \
      twice, is never written.

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

  @Flag(
    help: """
      Fail, with status 3, if this machine can't run something; without this, only if it can't run \
      anything.
      """)
  var require = false

  @Option(
    help: ArgumentHelp(
      "Write everything that is known of the run into a file.", valueName: "json=file"),
    transform: ReportFile.init)
  var report: ReportFile?

  @OptionGroup var options: BookOptions
  @OptionGroup var store: StoreOptions

  func validate() throws {
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
      let book = try Book.read(from: folder)
      let selection = try Selection(names, in: book)
      let workspace = try await Workspace(book, store: store)
      let progress = Progress()
      if let stress {
        let result = try await Stress(selection, rounds: stress, in: workspace, progress)
        result.print(to: .output)
        if !result.holds {
          if result.hasFailures { workspace.keep(result.report(in: workspace)) }
          throw ExitCode.failure
        }
        if result.showsNothing || require && result.isUnverified { throw ExitCode(3) }
        return
      }
      let verification = try await Verification(selection, in: workspace, progress)
      if accept {
        try await acceptOutput(of: verification)
      } else {
        verification.print(to: .output)
      }
      try write(verification)
      if !accept && !verification.holds && report == nil { verification.keepReport() }
      if !accept && !verification.holds { throw ExitCode.failure }
      if verification.showsNothing || require && !verification.unverified.isEmpty {
        throw ExitCode(3)
      }
    }
  }

  private func write(_ verification: Verification) throws {
    guard let report else { return }
    do {
      try verification.report.json().write(to: URL(filePath: report.path), options: .atomic)
    } catch {
      throw ValidationError("the report can't be written to \(report.path): \(error)")
    }
  }

  /// Writes into each chapter what its examples printed.
  private func acceptOutput(of verification: Verification) async throws {
    let book = verification.workspace.book
    for diagnostic in verification.built.diagnostics { Console.output.print(diagnostic) }
    var isRefused = !verification.built.failed.isEmpty
    var acceptedCount = 0
    for chapter in book.chapters {
      let verdicts = verification.verdicts.filter { $0.chapter == chapter.name }
      let result = try await Acceptance(chapter, in: book.folder).accept(verdicts) { example in
        try await verification.rerun(example, of: chapter)
      }
      for (example, diffs) in result.accepted {
        Console.output.print("\(Console.output.styled("✓", .good)) \(example.name) accepted")
        for diff in diffs { Console.output.print(diff) }
      }
      for refusal in result.refusals { Console.output.print(refusal.diagnostic) }
      acceptedCount += result.accepted.count
      isRefused = isRefused || !result.refusals.isEmpty
    }
    verification.printUnverified(to: .output)
    let unverified = verification.unverifiedWords(on: .output)
    Console.output.print(
      acceptedCount == 0 && !isRefused && unverified == nil
        ? "nothing to accept; the chapters are as they should be"
        : ["\(acceptedCount) accepted", unverified].compactMap(\.self).joined(separator: ", "))
    if isRefused { throw ExitCode.failure }
  }
}

/// The value of `--report`: a form and a file.
struct ReportFile {
  let path: String

  init(_ text: String) throws {
    let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
    guard parts.count == 2, parts[0] == "json" else {
      throw ValidationError("a report is asked for as json=FILE")
    }
    path = parts[1]
  }
}
