import FoundationEssentials
import LabProtocol
import WorkbookBuild
import WorkbookModel
import WorkbookRun
import WorkbookSite
import WorkbookSupport
import WorkbookVerify

/// The pages of a book while somebody works on it.
///
/// What is known of each chapter is kept, so that only a chapter whose text changed is looked at again; and
/// of that, only what a run depends on makes an example run again. Prose, and what an example is expected to
/// print, don't.
actor Preview {
  private let folder: BookFolder
  private let store: StoreOptions
  private let server: PreviewServer
  /// Made once, as soon as the book can be read.
  private var workspace: Workspace?
  private var findings: [String: ChapterFindings] = [:]
  /// The book as it was last, which could be read.
  private var book: Book?
  /// The names of its pages.
  private var pages: Set<String> = []

  /// How many names of pages are printed.
  private static let mostNames = 5

  /// How long a page waits for its examples, before it is shown without what they print.
  private static let patience = Duration.milliseconds(250)

  init(_ folder: BookFolder, store: StoreOptions, server: PreviewServer) {
    self.folder = folder
    self.store = store
    self.server = server
  }

  /// Follows the book until the task is cancelled.
  func follow() async throws {
    var watch = BookWatch(folder: folder)
    while !Task.isCancelled {
      // Looked at before it is read: what changes from now on will be different.
      let state = watch.including(watch.state())
      try await withThrowingTaskGroup(of: Bool.self) { [watch] group in
        group.addTask {
          await watch.change(from: state)
          return true
        }
        group.addTask {
          try await self.renew()
          return false
        }
        // A change ends the work on the state before; the work's own end doesn't end the waiting.
        while try await group.next() == false {}
        group.cancelAll()
      }
    }
  }

  /// Reads the book, shows it, and verifies what changed of it.
  private func renew() async throws {
    let start = ContinuousClock.now
    do {
      let book = try Book.read(from: folder, reusing: book)
      self.book = book
      // Shown before anything has run, and where nothing can.
      if pages.isEmpty { show(book, since: start) }
      let workspace = try await workspace(for: book)
      let names = Set(book.chapters.map(\.name))
      findings = findings.filter { names.contains($0.key) }
      let stale = book.chapters.filter { findings[$0.name]?.isCurrent(for: $0, of: book) != true }
      for chapter in stale where !chapter.isPlain {
        try await renew(chapter, in: workspace, since: start)
      }
      for chapter in stale where chapter.isPlain {
        findings[chapter.name] = ChapterFindings(ofPlain: chapter, book.configuration)
      }
      // Most changes are to words, and what isn't a chapter's text may be different, too.
      if stale.allSatisfy(\.isPlain) { show(book, since: start) }
      // What takes longer is shown when it is known; colours last, as the language server is slow to start.
      for chapter in book.chapters {
        guard let known = findings[chapter.name], known.lacksPictures else { continue }
        findings[chapter.name] = try await known.withPictures(in: workspace)
        show(book, since: start)
      }
      for chapter in book.chapters {
        guard let known = findings[chapter.name], known.lacksColours else { continue }
        findings[chapter.name] = try await known.withColours(in: workspace)
        show(book, since: start)
      }
    } catch let malformed as MalformedBook {
      show(malformed)
    } catch is CancellationError {
      return
    } catch  where Task.isCancelled {
      // Programs that are ended in the middle fail in many ways.
      return
    } catch let error as BuildError {
      show(error.description)
    } catch let error as RunError {
      show(error.description)
    }
  }

  private func workspace(for book: Book) async throws -> Workspace {
    var workspace: Workspace
    if let existing = self.workspace {
      workspace = existing
      workspace.change(to: book)
    } else {
      workspace = try await Workspace(book, store: store)
    }
    self.workspace = workspace
    return workspace
  }

  private func renew(
    _ chapter: Chapter, in workspace: Workspace, since start: ContinuousClock.Instant
  ) async throws {
    let old = findings[chapter.name]
    let new = try await withThrowingTaskGroup(of: ChapterFindings?.self) { group in
      group.addTask { try await ChapterFindings(chapter, in: workspace, reusing: old) }
      group.addTask {
        try await Task.sleep(for: Self.patience)
        return nil
      }
      defer { group.cancelAll() }
      while let result = try await group.next() {
        if let result { return result }
        show(workspace.book, since: start)
      }
      throw CancellationError()
    }
    findings[chapter.name] = new
    new.print(to: .output)
    show(workspace.book, since: start)
  }

  // MARK: Showing

  /// Shows the book, with what is known of it by now.
  private func show(_ book: Book, since start: ContinuousClock.Instant) {
    var verdicts: [Verdict] = []
    var diagnostics: [String: [Diagnostic]] = [:]
    var traces: [String: TracedRun] = [:]
    var highlights: [String: HighlightedSource] = [:]
    for chapter in book.chapters {
      guard let findings = findings[chapter.name], findings.isCurrent(for: chapter, of: book)
      else { continue }
      verdicts += findings.verdicts
      diagnostics[chapter.name] = findings.diagnostics
      traces.merge(findings.traces) { one, _ in one }
      highlights.merge(findings.highlights) { one, _ in one }
    }
    let site = Site(
      book, verdicts: verdicts, traces: traces, highlights: highlights, diagnostics: diagnostics,
      stamp: Stamp(tool: Workbook.version, compiler: workspace?.toolChain.version ?? ""))
    let isFirst = pages.isEmpty
    pages = Set(site.files.map(site.name))
    let changed = server.publish { $0.show(site) }
    guard !changed.isEmpty, !isFirst else { return }
    let milliseconds = (ContinuousClock.now - start) / .milliseconds(1)
    let names = changed.prefix(Self.mostNames).joined(separator: ", ")
    let rest = changed.count - Self.mostNames
    Console.output.print(
      Console.output.styled(
        "\(names)\(rest > 0 ? " and \(rest) more" : "") renewed, \(Int(milliseconds)) ms", .quiet))
  }

  /// Shows what is wrong in the place of each chapter that can't be read, and of the first page; the other
  /// pages stay as they were, if they ever were.
  private func show(_ malformed: MalformedBook) {
    for diagnostic in malformed.diagnostics { Console.output.print(diagnostic) }
    let all = StandInPage("The book can't be read", diagnostics: malformed.diagnostics).text
    var standIns: [String: String] = [:]
    let names = folder.files.names(in: "chapters")
    for name in names where name.hasSuffix(".md") {
      let page = "\(name.dropLast(3)).html"
      let own = malformed.diagnostics.filter { $0.location.file == "chapters/\(name)" }
      if !own.isEmpty {
        standIns[page] = StandInPage("chapters/\(name) can't be read", diagnostics: own).text
      } else if !pages.contains(page) {
        standIns[page] = all
      }
    }
    standIns["index.html"] = all
    _ = server.publish { [standIns] in $0.show(standIns: standIns) }
  }

  /// Shows why nothing can be built or run, on the first page, and on those that can't be made.
  private func show(_ message: String) {
    Console.error.print("\(Console.error.styled("error:", .bad)) \(message)")
    let page = StandInPage("The book can't be verified", message: message).text
    _ = server.publish { $0.show(standIns: ["index.html": page]) }
  }
}

extension Chapter {
  /// Whether there is nothing in it to be built or run.
  fileprivate var isPlain: Bool {
    listings.isEmpty && fragments.isEmpty && examples.isEmpty
  }
}
