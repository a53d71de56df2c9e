import ArgumentParser
import WorkbookBuild
import WorkbookConsole
import WorkbookEngine
import WorkbookModel

/// A command that reads a book.
protocol BookCommand: AsyncParsableCommand {
  var options: BookOptions { get }

  /// Does the command's work, with those chapters of the book that can be read.
  func run(_ book: Book) async throws
}

extension BookCommand {
  /// The example of that name, with its chapter; what of the book can't be read is told.
  func example(named name: String, in book: Book) throws -> (Chapter, Example) {
    let found = try book.example(named: name)
    Console.error.printLeftOut(book.malformed)
    return found
  }

  func run() async throws {
    let folder = try options.folder()
    try await reportingErrors { try await run(Book.read(from: folder)) }
  }
}

/// A command that builds programs of a book.
protocol VerifyingCommand: BookCommand {
  var store: StoreOptions { get }
}

extension VerifyingCommand {
  /// Finds what it takes to build and run the book, and shows what goes on.
  func verifier(of book: Book) async throws -> Verifier {
    let progress = Progress()
    return Verifier(try await Workspace.open(book, storeAt: store.place)) { progress.show($0) }
  }

  /// Builds what one example needs.
  ///
  /// - Returns: The verifier, and the example, ready to be run.
  /// - Throws: `ExitCode` if a program doesn't compile.
  func prepare(
    _ example: Example, of chapter: Chapter, in book: Book
  ) async throws -> (Verifier, Verifier.Job) {
    let verifier = try await verifier(of: book)
    let built = try await verifier.build(Selection(example, of: chapter))[chapter]
    for diagnostic in built.diagnostics { Console.error.print(diagnostic) }
    guard built.failed.isEmpty else { throw ToolStatus.failure.exit }
    return (verifier, Verifier.Job(example, of: chapter, built))
  }
}
