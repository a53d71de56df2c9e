import ArgumentParser
import FoundationEssentials
import WorkbookBuild
import WorkbookModel

/// Where built programs are kept.
struct StoreOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Where built programs are kept. Without it, .workbook in the book's folder.",
      valueName: "folder"))
  var store: String?

  /// Opens the store of a book.
  func open(for folder: BookFolder) throws(BuildError) -> Store {
    try Store(at: store.map { URL(filePath: $0) } ?? folder.store)
  }
}
