import ArgumentParser
import FoundationEssentials
import WorkbookBuild

/// Where built programs are kept.
struct StoreOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Where built programs are kept. Without it, ~/.cache/workbook.", valueName: "folder"))
  var store: String?

  /// Where it is.
  var place: URL {
    store.map { URL(filePath: $0, directoryHint: .isDirectory) } ?? Store.place()
  }

  /// Opens the store.
  func open() throws(BuildError) -> Store {
    try Store(at: place)
  }
}
