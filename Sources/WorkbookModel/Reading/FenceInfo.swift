/// The words behind an opening fence: a language, a name, attributes.
struct FenceInfo {
  let language: String
  let name: String?
  let attributes: [Attribute]

  struct Attribute: Hashable {
    let name: String
    let value: String?
  }

  init(_ info: String, known: (String) -> [String]) {
    let words = info.split { $0 == " " || $0 == "\t" }.map(String.init)
    language = words.first ?? ""
    let known = known(language)
    var rest = words.dropFirst()
    if let second = rest.first, !second.contains("="), !known.contains(second) {
      name = second
      rest = rest.dropFirst()
    } else {
      name = nil
    }
    attributes = rest.map { word in
      let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      return Attribute(name: String(parts[0]), value: parts.count > 1 ? String(parts[1]) : nil)
    }
  }
}

/// Takes attributes out of a fence one by one, and reports those that are left.
struct AttributeReader {
  private var attributes: [FenceInfo.Attribute] = []
  private let known: [String]
  private let line: Int
  private let map: LineMap
  var findings = Findings()

  init(_ info: FenceInfo, known: [String], line: Int, map: LineMap) {
    self.known = known
    self.line = line
    self.map = map
    for attribute in info.attributes {
      let location = map.location(of: attribute.name, inLine: line)
      if !known.contains(attribute.name) {
        findings.report(.unknownAttribute(attribute.name, known: known), at: location)
      } else if attributes.contains(where: { $0.name == attribute.name }) {
        findings.report(.repeatedAttribute(attribute.name), at: location)
      } else {
        attributes.append(attribute)
      }
    }
  }

  func location(of name: String) -> SourceLocation {
    map.location(of: name, inLine: line)
  }

  /// Whether an attribute without a value is there.
  mutating func flag(_ name: String) -> Bool {
    guard let attribute = attributes.first(where: { $0.name == name }) else { return false }
    if attribute.value != nil {
      findings.report(
        .attributeValue(name, value: attribute.value, expected: "\"\(name)\" alone"),
        at: location(of: name))
    }
    return true
  }

  /// The value of an attribute, made of its text.
  mutating func value<Value>(
    _ name: String, expected: String, _ make: (String) -> Value?
  ) -> Value? {
    guard let attribute = attributes.first(where: { $0.name == name }) else { return nil }
    if let value = attribute.value.flatMap(make) { return value }
    findings.report(
      .attributeValue(name, value: attribute.value, expected: expected), at: location(of: name))
    return nil
  }
}
