/// Reads the attributes of a fence, and reports those that are unknown, repeated or make no sense.
struct AttributeReader {
  private var attributes: [FenceInfo.Attribute] = []
  var problems = ProblemList()

  /// Reports attributes that are unknown or repeated.
  ///
  /// - Parameters:
  ///   - info: The words of the fence.
  ///   - known: The attributes that it may have, which are suggested for misspelt ones.
  ///   - reserved: Others that it may have.
  init(_ info: FenceInfo, known: [String], reserved: [String] = []) {
    for attribute in info.attributes {
      if !known.contains(attribute.name), !reserved.contains(attribute.name) {
        problems.report(.unknownAttribute(attribute.name, known: known), at: attribute.range)
      } else if let first = attributes.first(where: { $0.name == attribute.name }) {
        problems.report(.repeatedAttribute(attribute.name), at: first.range)
      } else {
        attributes.append(attribute)
      }
    }
  }

  /// Reports what is wrong with an attribute that is there.
  mutating func report(_ problem: Problem, at name: String) {
    guard let attribute = attributes.first(where: { $0.name == name }) else { return }
    problems.report(problem, at: attribute.range)
  }

  /// Whether an attribute without a value is there.
  mutating func flag(_ name: String) -> Bool {
    guard let attribute = attributes.first(where: { $0.name == name }) else { return false }
    if attribute.value != nil {
      problems.report(
        .attributeValue(name, value: attribute.value, expected: "\"\(name)\" alone"),
        at: attribute.range)
    }
    return true
  }

  /// The value of an attribute, made of its text; `nil` if it isn't there or makes no sense.
  mutating func value<Value>(
    _ name: String, expected: String, _ make: (String) -> Value?
  ) -> Value? {
    guard let attribute = attributes.first(where: { $0.name == name }) else { return nil }
    if let value = attribute.value.flatMap(make) { return value }
    problems.report(
      .attributeValue(name, value: attribute.value, expected: expected), at: attribute.range)
    return nil
  }
}
