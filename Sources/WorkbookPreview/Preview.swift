package import FoundationEssentials
import WorkbookBuild
import WorkbookEngine
package import WorkbookModel
import WorkbookRun
import WorkbookSite
import WorkbookSupport
import WorkbookVerify

/// The pages of a book while an author works on it.
///
/// This is the front door of the preview. What is known of each chapter is kept, so that only a chapter whose text
/// changed is looked at again; and of that, only what a run depends on makes an example run again. Prose, and what an
/// example is expected to print, don't.
package actor Preview {
  private let folder: BookFolder
  private let storePlace: URL
  private let server: PreviewServer
  private let tool: String
  private let tell: @Sendable (PreviewEvent) -> Void
  /// Made once, as soon as the book can be read.
  private var workspace: Workspace?
  private var chapters: [String: PreviewedChapter] = [:]
  /// The book as it was last, which could be read.
  private var book: Book?
  /// The names of its pages.
  private var pages: Set<String> = []

  /// How long a page waits for its examples, before it is shown without what they print.
  private static let patience = Duration.milliseconds(250)

  /// Makes a preview, which begins with ``follow()``.
  ///
  /// - Parameters:
  ///   - folder: Where the book is.
  ///   - place: The folder of the store.
  ///   - server: Answers browsers.
  ///   - tool: The tool's version, which pages name.
  ///   - tell: Called for each event, on any thread.
  package init(
    _ folder: BookFolder, storeAt place: URL, server: PreviewServer, tool: String,
    _ tell: @escaping @Sendable (PreviewEvent) -> Void
  ) {
    self.folder = folder
    storePlace = place
    self.server = server
    self.tool = tool
    self.tell = tell
  }

  /// Follows the book until the task is cancelled.
  ///
  /// - Throws: What is neither a mistake in the book nor a missing tool.
  package func follow() async throws {
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
      if !book.malformed.isEmpty { tell(.malformed(book.malformed.flatMap(\.mistakes))) }
      // Shown before anything has run, and where nothing can.
      if pages.isEmpty { show(book, since: start) }
      let verifier = try await verifier(for: book)
      let names = Set(book.chapters.map(\.name))
      chapters = chapters.filter { names.contains($0.key) }
      let stale = book.chapters.filter { chapters[$0.name]?.isCurrent(for: $0, of: book) != true }
      for chapter in stale where !chapter.isPlain {
        try await renew(chapter, by: verifier, since: start)
      }
      for chapter in stale where chapter.isPlain {
        chapters[chapter.name] = PreviewedChapter(plain: chapter, book.configuration)
      }
      // Most changes are to words, and what isn't a chapter's text may be different, too; as is what can't be read.
      if stale.allSatisfy(\.isPlain) { show(book, since: start) }
      // What takes longer is shown when it is known; colours last, as the language server is slow to start.
      for chapter in book.chapters {
        guard let known = chapters[chapter.name], known.lacksPictures else { continue }
        chapters[chapter.name] = try await known.withPictures(by: verifier)
        show(book, since: start)
      }
      for chapter in book.chapters {
        guard let known = chapters[chapter.name], known.lacksColours else { continue }
        chapters[chapter.name] = try await known.withColours(by: verifier)
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

  private func verifier(for book: Book) async throws -> Verifier {
    var workspace: Workspace
    if let existing = self.workspace {
      workspace = existing
      workspace.change(to: book)
    } else {
      workspace = try await Workspace.open(book, storeAt: storePlace)
    }
    self.workspace = workspace
    return Verifier(workspace) { [tell] in tell(.verifying($0)) }
  }

  private func renew(
    _ chapter: Chapter, by verifier: Verifier, since start: ContinuousClock.Instant
  ) async throws {
    let book = verifier.workspace.book
    let old = chapters[chapter.name]
    let new = try await withThrowingTaskGroup(of: PreviewedChapter?.self) { group in
      group.addTask {
        try await PreviewedChapter.verified(chapter, by: verifier, reusing: old)
      }
      group.addTask {
        try await Task.sleep(for: Self.patience)
        return nil
      }
      defer { group.cancelAll() }
      while let result = try await group.next() {
        if let result { return result }
        show(book, since: start)
      }
      throw CancellationError()
    }
    chapters[chapter.name] = new
    tell(.verified(diagnostics: new.result.diagnostics, failures: new.failures))
    show(book, since: start)
  }

  // MARK: Showing

  /// Shows the book, with what is known of it by now.
  private func show(_ book: Book, since start: ContinuousClock.Instant) {
    var results: [String: ChapterResult] = [:]
    for chapter in book.chapters {
      guard let known = chapters[chapter.name], known.isCurrent(for: chapter, of: book)
      else { continue }
      results[chapter.name] = known.result
    }
    let site = Site(
      book.withStandIns, results,
      stamp: Stamp(tool: tool, compiler: workspace?.toolChain.version ?? ""))
    var standIns: [String: String] = [:]
    for chapter in book.malformed {
      guard let name = chapter.name else { continue }
      standIns["\(name).html"] =
        StandInPage("\(chapter.path) can't be read", diagnostics: chapter.mistakes).text
    }
    let isFirst = pages.isEmpty
    pages = Set(site.files.map(site.name))
    let changed = server.publish { [standIns] in $0.show(site, standIns: standIns) }
    guard !changed.isEmpty, !isFirst else { return }
    tell(.renewed(changed, after: ContinuousClock.now - start))
  }

  /// Shows what is wrong with a book that can't be read at all: in the place of each chapter that has a mistake, and
  /// of the first page; the other pages stay as they were, if they ever were.
  private func show(_ malformed: MalformedBook) {
    tell(.malformed(malformed.diagnostics))
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

  /// Shows why nothing can be built or run, on the first page.
  private func show(_ message: String) {
    tell(.failed(message))
    let page = StandInPage("The book can't be verified", message: message).text
    _ = server.publish { $0.show(standIns: ["index.html": page]) }
  }
}
