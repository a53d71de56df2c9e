import FoundationEssentials
import WorkbookSupport

/// Reads `chapters/workbook.json`.
struct ConfigurationReader {
  let folder: BookFolder
  private static let path = "chapters/workbook.json"
  private(set) var problems = ProblemList()
  /// The text of the style sheet that `workbook.json` names, once it is read.
  private(set) var style: String?

  init(folder: BookFolder) {
    self.folder = folder
  }

  /// Reads the configuration as far as it can be read; what is wrong is in ``problems``.
  ///
  /// - Parameter chapters: The names of the chapters that there are.
  /// - Returns: The configuration; `nil` if it can't be used.
  mutating func read(for chapters: [String]) -> BookConfiguration? {
    let start = SourceLocation(file: Self.path, line: 1)
    guard FileManager.default.fileExists(atPath: folder.configuration.path) else {
      problems.report(.noConfiguration, at: start)
      return nil
    }
    let data: Data
    do {
      data = try folder.contents(of: Self.path)
    } catch {
      problems.report(Problem(error), at: start)
      return nil
    }
    let map = LineMap(file: Self.path, text: String(decoding: data, as: UTF8.self))
    func range(of key: String) -> SourceRange {
      for line in 1... {
        guard let text = map.text(ofLine: line) else { break }
        if text.contains("\"\(key)\"") { return map.range(of: "\"\(key)\"", inLine: line) }
      }
      return SourceRange(start)
    }
    do {
      for key in try JSONDecoder().decode([String: Ignored].self, from: data).keys.sorted()
      where !BookConfiguration.keys.contains(key) {
        problems.report(
          .unknownConfigurationKey(key, known: BookConfiguration.keys), at: range(of: key))
      }
      let configuration = try JSONDecoder().decode(BookConfiguration.self, from: data)
      guard !configuration.title.trimmed.isEmpty else {
        problems.report(.missingTitle, at: range(of: "title"))
        return nil
      }
      for (letter, host) in (configuration.hosts ?? [:]).sorted(by: { $0.key < $1.key }) {
        check(host, letter, range)
      }
      for (key, address) in [("repository", configuration.repository), ("url", configuration.url)] {
        guard let address, address.wholeMatch(of: Self.webAddress) == nil else { continue }
        problems.report(.webAddress(address, key: key), at: range(of: key))
      }
      check(configuration.parts ?? [], of: chapters, range)
      if let name = configuration.style { readStyle(name, at: range(of: "style")) }
      return problems.diagnostics.isEmpty ? configuration : nil
    } catch DecodingError.keyNotFound(let key, let context)
      where key.stringValue == "title" && context.codingPath.isEmpty
    {
      problems.report(.missingTitle, at: start)
    } catch let error as DecodingError {
      report(error, text: data, range: range)
    } catch {
      problems.report(.invalidConfiguration(reason: "it is no JSON"), at: start)
    }
    return nil
  }

  /// Pages link to it, and what they link to mustn't be a program.
  private static var webAddress: Regex<Substring> { /https?:\/\/[^\s"'<>]*[^\s"'<>\/]/ }

  private mutating func check(
    _ parts: [BookConfiguration.Part], of chapters: [String],
    _ range: (String) -> SourceRange
  ) {
    let known = Set(chapters)
    var placed: Set<String> = []
    for name in parts.flatMap(\.chapters) {
      if !known.contains(name) {
        problems.report(
          .unknownPartChapter(name, nearest: chapters.nearest(to: name)), at: range(name))
      } else if !placed.insert(name).inserted {
        problems.report(.repeatedPartChapter(name), at: range(name))
      }
    }
  }

  private mutating func readStyle(_ name: String, at range: SourceRange) {
    guard name.wholeMatch(of: /[A-Za-z0-9][A-Za-z0-9._-]*\.css/) != nil else {
      problems.report(.styleName(name), at: range)
      return
    }
    do {
      let data = try folder.contents(of: "chapters/\(name)")
      style = String(validating: data, as: UTF8.self)
      if style == nil { problems.report(.style(name, reason: "it is not UTF-8"), at: range) }
    } catch {
      problems.report(.style(name, reason: Problem(error).message), at: range)
    }
  }

  private mutating func check(
    _ host: Host, _ letter: String, _ range: (String) -> SourceRange
  ) {
    if letter.wholeMatch(of: /[A-Za-z0-9]+/) == nil {
      problems.report(.hostLetter(letter), at: range(letter))
    }
    if let name = host.name, name.wholeMatch(of: /[A-Za-z0-9]([A-Za-z0-9.-]{0,62})/) == nil {
      problems.report(.hostName(name), at: range(letter))
    }
    for interface in host.interfaces.keys.sorted()
    where interface == "lo" || interface.wholeMatch(of: /[a-z][a-z0-9]{0,9}/) == nil {
      problems.report(.interfaceName(interface), at: range(interface))
    }
  }

  private mutating func report(
    _ error: DecodingError, text: Data, range: (String) -> SourceRange
  ) {
    switch error {
    case .dataCorrupted(let context) where context.codingPath.isEmpty:
      let place =
        JSONSyntax.firstMistake(in: text, of: Self.path) ?? SourceLocation(file: Self.path, line: 1)
      problems.report(.invalidConfiguration(reason: "it is malformed here"), at: place)
    case .typeMismatch(_, let context), .valueNotFound(_, let context),
      .keyNotFound(_, let context), .dataCorrupted(let context):
      let key = context.codingPath.first?.stringValue ?? ""
      let reason =
        if key.isEmpty {
          "it must be an object"
        } else if case .dataCorrupted(let context) = error {
          context.debugDescription
        } else {
          "\"\(key)\" has the wrong form"
        }
      problems.report(.invalidConfiguration(reason: reason), at: range(key))
    @unknown default:
      problems.report(.invalidConfiguration(reason: "it has the wrong form"), at: range(""))
    }
  }

  /// A value that only has to be there.
  private struct Ignored: Decodable {
    init(from decoder: any Decoder) throws {}
  }
}
