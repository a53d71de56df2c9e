/// The pieces of a running text while it is read, which may still become part of emphasis or of a link.
///
/// They are linked by their indices, so that wrapping any number of them takes no longer than wrapping one.
struct InlineTree {
  enum Kind {
    case text(String)
    /// Marks such as `**`, as long as they are text.
    case marks(UInt8, count: Int)
    case leaf(Inline)
    case container(Container)
  }

  enum Container {
    case emphasis, strong, strikethrough
    case link(destination: String, title: String)
    case image(source: String, title: String)
  }

  private struct Node {
    var kind: Kind
    var previous: Int?
    var next: Int?
    var firstChild: Int?
  }

  private var nodes: [Node] = []
  private var first: Int?
  private var last: Int?

  subscript(node: Int) -> Kind {
    get { nodes[node].kind }
    set { nodes[node].kind = newValue }
  }

  mutating func append(_ kind: Kind) -> Int {
    let node = nodes.count
    nodes.append(Node(kind: kind, previous: last))
    if let last { nodes[last].next = node } else { first = node }
    last = node
    return node
  }

  mutating func remove(_ node: Int) {
    let (previous, next) = (nodes[node].previous, nodes[node].next)
    if let previous { nodes[previous].next = next } else if first == node { first = next }
    if let next { nodes[next].previous = previous } else if last == node { last = previous }
  }

  /// Makes one piece of all those between two others.
  ///
  /// - Parameters:
  ///   - start: The piece before them.
  ///   - end: The piece after them; without one, they are the last ones.
  ///   - container: What the piece is.
  mutating func wrap(after start: Int, before end: Int?, in container: Container) {
    let inner = nodes[start].next
    let node = nodes.count
    nodes.append(Node(kind: .container(container), previous: start, next: end))
    if let inner, inner != end {
      let innerLast = end.map { nodes[$0].previous } ?? last
      nodes[inner].previous = nil
      if let innerLast { nodes[innerLast].next = nil }
      nodes[node].firstChild = inner
    }
    nodes[start].next = node
    if let end { nodes[end].previous = node } else { last = node }
  }

  /// The pieces as values.
  ///
  /// - Parameter depth: How deep they may be inside each other.
  /// - Returns: The values; `nil` if they are deeper.
  func inlines(depth: Int) -> [Inline]? {
    inlines(from: first, depth: depth, isInLink: false)
  }

  private func inlines(from start: Int?, depth: Int, isInLink: Bool) -> [Inline]? {
    guard depth > 0 else { return nil }
    var inlines: [Inline] = []
    var text = ""
    func addText() {
      guard !text.isEmpty else { return }
      inlines += isInLink ? [.text(text)] : EmailAddress.links(in: text)
      text = ""
    }
    var next = start
    while let node = next {
      switch nodes[node].kind {
      case .text(let words): text += words
      case .marks(let sign, let count):
        text += String(repeating: Character(Unicode.Scalar(sign)), count: count)
      case .leaf(let inline):
        addText()
        inlines.append(inline)
      case .container(let container):
        addText()
        let isInLink = isInLink || container.isLink
        guard
          let inner = self.inlines(
            from: nodes[node].firstChild, depth: depth - 1, isInLink: isInLink)
        else { return nil }
        inlines.append(container.inline(inner))
      }
      next = nodes[node].next
    }
    addText()
    return inlines
  }
}

extension InlineTree.Container {
  var isLink: Bool {
    switch self {
    case .link, .image: true
    case .emphasis, .strong, .strikethrough: false
    }
  }

  func inline(_ inlines: [Inline]) -> Inline {
    switch self {
    case .emphasis: .emphasis(inlines)
    case .strong: .strong(inlines)
    case .strikethrough: .strikethrough(inlines)
    case .link(let destination, let title): .link(destination: destination, title: title, inlines)
    case .image(let source, let title): .image(source: source, title: title, inlines)
    }
  }
}
