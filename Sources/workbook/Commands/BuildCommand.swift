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
      Runs every example as verify does, and puts what was printed into the pages. Pages are made \
      only of a book that verifies. The same book gives the same pages, byte for byte, so that site/ \
      can be kept under version control and --check can tell whether it is current.
      """)

  @Flag(help: "Write nothing; fail if site/ isn't what the chapters make.")
  var check = false

  @OptionGroup var options: BookOptions
  @OptionGroup var store: StoreOptions

  func run(_ book: Book) async throws {
    let verifier = try await verifier(of: book)
    let workspace = verifier.workspace
    let verification = try await verifier.verify(Selection([], in: book), tracing: .passing)
    guard verification.holds else {
      verification.print(to: .output)
      keep(workspace.report(on: verification, tool: ToolVersion.current), in: workspace)
      Console.error.print("the pages are left as they are, since the book doesn't verify")
      throw ToolStatus.failure.exit
    }
    guard verification.unverified.isEmpty else {
      verification.print(to: .output)
      Console.error.print("the pages are left as they are: this machine can't run every example")
      throw ToolStatus.notVerified.exit
    }
    let site = Site(
      book, verification.published(with: try await verifier.highlight(book.chapters)),
      stamp: Stamp(tool: ToolVersion.current, compiler: workspace.toolChain.version))
    let changes = try await check ? site.staleness() : site.write()
    for change in changes {
      Console.output.print(words(for: change))
      guard check, case .outdated(let name) = change,
        let difference = try await site.difference(in: name)
      else { continue }
      Console.output.print(
        "site/\(name):\(difference.line): from here:\n-\(difference.old)\n+\(difference.new)")
    }
    if changes.isEmpty { Console.output.print("site/ is current") }
    if check && !changes.isEmpty {
      keep(workspace.report(on: verification, tool: ToolVersion.current), in: workspace)
      Console.error.print("site/ isn't current; workbook build brings it up to date")
      throw ToolStatus.failure.exit
    }
  }

  private func words(for change: Site.Staleness) -> String {
    switch change {
    case .missing(let name): check ? "site/\(name) is missing" : "site/\(name) is new"
    case .outdated(let name): check ? "site/\(name) isn't current" : "site/\(name) is renewed"
    case .leftOver(let name): check ? "site/\(name) has no chapter" : "site/\(name) is gone"
    }
  }
}
