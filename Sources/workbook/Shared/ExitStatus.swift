import ArgumentParser

/// What the tool's exit status says; wrong usage, 64, is the parser's.
enum ToolStatus: Int32 {
  /// Something differs or failed.
  case failure = 1
  /// A chapter that was asked for is malformed, or `workbook.json` is; other chapters may well have run.
  case malformed = 2
  /// Nothing could be verified here, or not all of what had to be.
  case notVerified = 3
  /// Pages were made, but not those of every chapter.
  case incomplete = 4

  /// What a command throws to end with this status.
  var exit: ExitCode { ExitCode(rawValue) }
}
