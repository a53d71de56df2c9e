package import LabProtocol
import WorkbookEngine
package import WorkbookModel
import WorkbookVerify

/// An example that this machine couldn't run, or couldn't trace, and why.
struct RefusedExample {
  let example: Example
  let failure: LabFailure
}

extension Console {
  /// Prints why this machine refuses some examples, each reason once, and what to do about it.
  ///
  /// - Parameters:
  ///   - refused: The examples.
  ///   - identifier: What kind of thing it is.
  func print(_ refused: [RefusedExample], _ identifier: Diagnostic.Identifier) {
    guard !refused.isEmpty else { return }
    let surroundings = Surroundings.current
    for (index, first) in refused.enumerated()
    where !refused[..<index].contains(where: { $0.failure == first.failure }) {
      let count = refused.count { $0.failure == first.failure }
      if count == 1 {
        print(
          Diagnostic(identifier, .warning, at: first.example.location, first.failure.message))
      } else {
        print("\(styled("warning:", .doubtful)) \(first.failure.message) (\(count) examples)")
      }
      print("  \(first.failure.advice(in: surroundings))")
    }
  }

  /// Prints why this machine can't do what was asked for with one example, and what to do about it.
  package func print(_ failure: LabFailure, of example: Example) {
    print(Diagnostic(.notVerified, at: example.location, failure.message))
    print("  \(failure.advice(in: .current))")
  }

  /// How many examples this machine couldn't run; `nil` if it could run all of them.
  func unverifiedWords(_ count: Int) -> String? {
    guard count > 0 else { return nil }
    return styled("\(count) not verified here (the reasons are above)", .doubtful)
  }

  /// How many examples ran, but couldn't be traced; `nil` if all could be.
  func untracedWords(_ count: Int) -> String? {
    guard count > 0 else { return nil }
    return styled("\(count) not traced here (the reasons are above)", .doubtful)
  }
}

extension Collection<RefusedExample> {
  /// Whether all of so many examples are refused for the same reason, which says all of them.
  func isAll(of count: Int) -> Bool {
    count > 1 && self.count == count && Set(map(\.failure)).count == 1
  }
}
