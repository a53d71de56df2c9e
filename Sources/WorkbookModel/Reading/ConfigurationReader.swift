import FoundationEssentials
import WorkbookSupport

/// Reads `chapters/workbook.json`.
struct ConfigurationReader {
  let folder: BookFolder
  private static let path = "chapters/workbook.json"
  private(set) var findings = Findings()
  /// The text of the style sheet that `workbook.json` names, once it is read.
  private(set) var style: String?

  init(folder: BookFolder) {
    self.folder = folder
  }

  /// Reads the configuration as far as it can be read; what is wrong is in ``findings``.
  ///
  /// - Parameter chapters: The names of the chapters that there are.
  /// - Returns: The configuration; nothing where it can't be used.
  mutating func read(for chapters: [String]) -> BookConfiguration? {
    let start = SourceLocation(file: Self.path, line: 1)
    guard FileManager.default.fileExists(atPath: folder.configuration.path) else {
      findings.report(.noConfiguration, at: start)
      return nil
    }
    let data: Data
    do {
      data = try folder.contents(of: Self.path)
    } catch {
      findings.report(Problem(error), at: start)
      return nil
    }
    let map = LineMap(file: Self.path, text: String(decoding: data, as: UTF8.self))
    func location(of key: String) -> SourceLocation {
      for line in 1... {
        guard let text = map.text(ofLine: line) else { break }
        if text.contains("\"\(key)\"") { return map.location(of: "\"\(key)\"", inLine: line) }
      }
      return start
    }
    do {
      for key in try JSONDecoder().decode([String: Ignored].self, from: data).keys.sorted()
      where !BookConfiguration.keys.contains(key) {
        findings.report(.unknownConfigurationKey(key), at: location(of: key))
      }
      let configuration = try JSONDecoder().decode(BookConfiguration.self, from: data)
      guard !configuration.title.trimmed.isEmpty else {
        findings.report(.missingTitle, at: location(of: "title"))
        return nil
      }
      for (letter, host) in (configuration.hosts ?? [:]).sorted(by: { $0.key < $1.key }) {
        check(host, letter, location)
      }
      for (key, address) in [("repository", configuration.repository), ("url", configuration.url)] {
        guard let address, address.wholeMatch(of: Self.webAddress) == nil else { continue }
        findings.report(.webAddress(address, key: key), at: location(of: key))
      }
      check(configuration.parts ?? [], of: chapters, location)
      if let name = configuration.style { readStyle(name, at: location(of: "style")) }
      return findings.diagnostics.isEmpty ? configuration : nil
    } catch DecodingError.keyNotFound(let key, let context)
      where key.stringValue == "title" && context.codingPath.isEmpty
    {
      findings.report(.missingTitle, at: start)
    } catch let error as DecodingError {
      report(error, text: data, location: location)
    } catch {
      findings.report(.invalidConfiguration(reason: "\(error)"), at: start)
    }
    return nil
  }

  /// Pages link to it, and what they link to mustn't be a program.
  private static var webAddress: Regex<Substring> { /https?:\/\/[^\s"'<>]*[^\s"'<>\/]/ }

  private mutating func check(
    _ parts: [BookConfiguration.Part], of chapters: [String],
    _ location: (String) -> SourceLocation
  ) {
    let known = Set(chapters)
    var placed: Set<String> = []
    for name in parts.flatMap(\.chapters) {
      if !known.contains(name) {
        findings.report(
          .unknownPartChapter(name, nearest: chapters.nearest(to: name)), at: location(name))
      } else if !placed.insert(name).inserted {
        findings.report(.repeatedPartChapter(name), at: location(name))
      }
    }
  }

  private mutating func readStyle(_ name: String, at location: SourceLocation) {
    guard name.wholeMatch(of: /[A-Za-z0-9][A-Za-z0-9._-]*\.css/) != nil else {
      findings.report(.styleName(name), at: location)
      return
    }
    do {
      let data = try folder.contents(of: "chapters/\(name)")
      style = String(validating: data, as: UTF8.self)
      if style == nil { findings.report(.style(name, reason: "it is not UTF-8"), at: location) }
    } catch {
      findings.report(.style(name, reason: Problem(error).message), at: location)
    }
  }

  private mutating func check(
    _ host: Host, _ letter: String, _ location: (String) -> SourceLocation
  ) {
    if letter.wholeMatch(of: /[A-Za-z0-9]+/) == nil {
      findings.report(.hostLetter(letter), at: location(letter))
    }
    if let name = host.name, name.wholeMatch(of: /[A-Za-z0-9]([A-Za-z0-9.-]{0,62})/) == nil {
      findings.report(.hostName(name), at: location(letter))
    }
    for interface in host.interfaces.keys.sorted()
    where interface == "lo" || interface.wholeMatch(of: /[a-z][a-z0-9]{0,9}/) == nil {
      findings.report(.interfaceName(interface), at: location(interface))
    }
  }

  private mutating func report(
    _ error: DecodingError, text: Data, location: (String) -> SourceLocation
  ) {
    switch error {
    case .dataCorrupted(let context) where context.codingPath.isEmpty:
      let bytes = text.prefix(JSONSyntax.firstMistake(in: text) ?? 0)
      let line = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      let place = SourceLocation(
        file: Self.path, line: max(1, line.count),
        column: String(decoding: line.last ?? Data(), as: UTF8.self).count + 1)
      findings.report(.invalidConfiguration(reason: "it is malformed here"), at: place)
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
      findings.report(.invalidConfiguration(reason: reason), at: location(key))
    @unknown default:
      findings.report(.invalidConfiguration(reason: "\(error)"), at: location(""))
    }
  }

  /// A value that only has to be there.
  private struct Ignored: Decodable {
    init(from decoder: any Decoder) throws {}
  }
}
