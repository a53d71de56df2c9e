/// Something that has a name.
package protocol Named {
  var name: String { get }
}

/// A list that keeps the order of its elements, and finds one by its name in constant time.
package struct NamedList<Element: Named & Hashable & Sendable>: Sendable {
  private var elements: [Element] = []
  /// Where the first element of each name is.
  private var places: [String: Int] = [:]

  package init() {}

  /// Where the element of that name is; `nil` if there is none.
  package func index(named name: String) -> Int? { places[name] }

  /// The element of that name; `nil` if there is none.
  package subscript(name: String) -> Element? { places[name].map { elements[$0] } }

  package mutating func append(_ element: Element) {
    if places[element.name] == nil { places[element.name] = elements.count }
    elements.append(element)
  }

  /// Changes an element, which keeps its name.
  mutating func update(at index: Int, _ change: (inout Element) -> Void) {
    change(&elements[index])
  }
}

extension NamedList: RandomAccessCollection {
  package var startIndex: Int { 0 }
  package var endIndex: Int { elements.count }
  package subscript(index: Int) -> Element { elements[index] }
}

extension NamedList: Hashable {
  package static func == (left: Self, right: Self) -> Bool { left.elements == right.elements }
  package func hash(into hasher: inout Hasher) { hasher.combine(elements) }
}
