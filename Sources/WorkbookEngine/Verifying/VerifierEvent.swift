/// What a verifier is doing, as it begins.
package enum VerifierEvent: Hashable, Sendable {
  /// A compiler is started for a program, or for the library.
  case compiling(String)
  /// An example is run.
  case running(String)
  /// The language server is asked about so many sources.
  case colouring(count: Int)
  /// A round of a stress test.
  case round(Int, of: Int)
  /// What was going on is done.
  case done
}
