import ArgumentParser
import WorkbookBuild
import WorkbookConsole
import WorkbookEngine
import WorkbookModel
import WorkbookSite

struct BuildCommand: VerifyingCommand {
  static let configuration = CommandConfiguration(
    commandName: "build",
    abstract: "Make the pages, in site/.",
    discussion: """
      Runs every example as verify does, and puts what was printed into the pages. A page is made only \
      of a chapter that verifies; the pages of others stay as they are, as does what the search, and the \
      page of the whole book, have of them, and the exit status is 4. The same book gives the same pages, \
      byte for byte, so that site/ can be kept under version control and --check can tell whether it is \
      current.
      """)

  @Flag(help: "Write nothing; fail if site/ isn't what the chapters make.")
  var check = false

  @OptionGroup var options: BookOptions
  @OptionGroup var store: StoreOptions

  func run(_ book: Book) async throws {
    let verifier = try await verifier(of: book)
    let workspace = verifier.workspace
    let verification = try await verifier.verify(Selection([], in: book), tracing: .passing)
    let verified = book.chapters.filter(verification.isVerified)
    let whole = book.withStandIns
    let kept = Set(whole.chapters.map(\.name)).subtracting(verified.map(\.name))
    let isIncomplete = !kept.isEmpty || !book.malformed.isEmpty
    if isIncomplete {
      verification.print(to: .output)
      if !verification.holds {
        try keep(workspace.report(on: verification, tool: ToolVersion.current), in: workspace)
      }
    }
    guard !verified.isEmpty else {
      let status = Self.status(of: verification)
      Console.error.print(
        status == .notVerified
          ? "the pages are left as they are, since nothing could be verified here"
          : "the pages are left as they are, since no chapter verifies")
      throw status.exit
    }
    let site = Site(
      whole, verification.published(with: try await verifier.highlight(verified)),
      stamp: Stamp(tool: ToolVersion.current, compiler: workspace.toolChain.version),
      keeping: KeptChapters(kept, in: book.folder))
    let changes = try await check ? site.staleness() : site.write()
    for change in changes {
      Console.output.print(words(for: change))
      guard check, case .outdated(let name) = change,
        let difference = try await site.difference(in: name)
      else { continue }
      Console.output.print(
        "site/\(name):\(difference.line): from here:\n-\(difference.old)\n+\(difference.new)")
    }
    if changes.isEmpty && !isIncomplete { Console.output.print("site/ is current") }
    if isIncomplete { tell(kept, changes, of: whole, verification.unverifiedWords(on: .error)) }
    if check && !changes.isEmpty {
      try keep(workspace.report(on: verification, tool: ToolVersion.current), in: workspace)
      Console.error.print("site/ isn't current; workbook build brings it up to date")
      throw ToolStatus.failure.exit
    }
    if isIncomplete { throw ToolStatus.incomplete.exit }
  }

  /// Why no page at all is made.
  private static func status(of verification: Verification) -> ToolStatus {
    if !verification.selection.malformed.isEmpty { return .malformed }
    return verification.holds ? .notVerified : .failure
  }

  /// Tells which chapters' pages stay as they are, and how many examples couldn't be run.
  private func tell(
    _ kept: Set<String>, _ changes: [Site.Staleness], of book: Book, _ unverified: String?
  ) {
    for chapter in book.chapters where kept.contains(chapter.name) {
      let page = "\(chapter.name).html"
      let words =
        if check {
          "can't be checked"
        } else if changes.contains(.missing(page)) {
          "has only a note yet"
        } else {
          "is left as it is"
        }
      Console.error.print("site/\(page) \(words): its chapter doesn't verify")
    }
    let count = "\(book.chapters.count - kept.count) of \(book.chapters.count)"
    let done = "\(count) chapters \(check ? "are checked" : "have their pages")"
    Console.error.print([done, unverified].compactMap(\.self).joined(separator: ", "))
  }

  private func words(for change: Site.Staleness) -> String {
    switch change {
    case .missing(let name): check ? "site/\(name) is missing" : "site/\(name) is new"
    case .outdated(let name): check ? "site/\(name) isn't current" : "site/\(name) is renewed"
    case .leftOver(let name): check ? "site/\(name) has no chapter" : "site/\(name) is gone"
    }
  }
}
