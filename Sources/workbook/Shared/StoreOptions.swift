import ArgumentParser
import FoundationEssentials
import WorkbookBuild

/// Where built programs are kept.
struct StoreOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Where built programs are kept. Without it, ~/.cache/workbook.", valueName: "folder"))
  var store: String?

  func validate() throws {
    // As from a variable that isn't set; it would mean the folder that the tool is started in.
    guard store != "" else { throw ValidationError("--store names a folder") }
  }

  /// Where it is.
  var place: URL {
    store.map { URL(filePath: $0, directoryHint: .isDirectory) } ?? Store.place()
  }
}
