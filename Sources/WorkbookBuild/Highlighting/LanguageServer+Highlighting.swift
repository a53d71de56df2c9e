import FoundationEssentials
import WorkbookModel
import WorkbookSupport

extension LanguageServer {
  /// Asks what the words of a source are, and how each name was declared.
  ///
  /// - Parameters:
  ///   - file: A file that `compile_commands.json` tells about.
  ///   - text: Its text.
  ///   - legend: What the server calls the types of tokens.
  /// - Returns: The tokens with their declarations.
  /// - Throws: ``Failure``.
  mutating func highlight(
    _ file: URL, text: String, legend: InitializeResult.Legend
  ) async throws -> HighlightedSource {
    let document = TextDocumentIdentifier(uri: file.absoluteString)
    let parameters = DocumentParameters(textDocument: document)
    try tell(
      "textDocument/didOpen",
      DocumentParameters(textDocument: TextDocumentItem(uri: document.uri, text: text)))
    let answer: SemanticTokens? = try await ask("textDocument/semanticTokens/full", parameters)
    guard let answer else { throw Failure.noSemanticTokens }
    // A server that lacks a module still answers, only worse.
    let report: PulledDiagnostics? = try await ask("textDocument/diagnostic", parameters)
    if let error = report?.items.first(where: { $0.severity == 1 }) {
      throw Failure.misunderstood(file: file.lastPathComponent, message: error.message)
    }
    let lines = text.lines
    var source = HighlightedSource(answer, legend: legend, lines: lines)
    let names = source.tokens.indices.filter { index in
      let token = source.tokens[index]
      return token.kind.isName && !token.isLabel(in: lines[token.line - 1])
    }
    let hovers: [Hover?] = try await ask(
      "textDocument/hover",
      each: names.map { index in
        let token = source.tokens[index]
        return HoverParameters(
          textDocument: document,
          position: Position(line: token.line - 1, character: token.columns.lowerBound))
      })
    try tell("textDocument/didClose", parameters)
    for (index, hover) in zip(names, hovers) {
      guard let hover, let declaration = Declaration(hover: hover.contents.value) else { continue }
      source.declare(index, as: declaration)
    }
    return source
  }
}

extension HighlightedSource {
  /// Reads tokens as they are sent (Language Server Protocol 3.17, "Semantic Tokens").
  ///
  /// Tokens of no kind that is shown are left out. Of two that overlap, such as `@MainActor` and the
  /// type in it, the first is cut short.
  init(
    _ answer: SemanticTokens, legend: InitializeResult.Legend, lines: [Substring]
  ) {
    var tokens: [Token] = []
    var (line, column) = (0, 0)
    for start in stride(from: 0, to: answer.data.count - 4, by: 5) {
      // A line may be long, but isn't longer than a book may be; what else is told is nonsense.
      guard answer.data[start..<start + 4].allSatisfy({ 0...BookFolder.largestFile ~= $0 }) else {
        break
      }
      let (lineDistance, distance) = (answer.data[start], answer.data[start + 1])
      (line, column) = (line + lineDistance, lineDistance == 0 ? column + distance : distance)
      let (length, type) = (answer.data[start + 2], answer.data[start + 3])
      if let last = tokens.last, last.line == line + 1, last.columns.upperBound > column {
        let start = last.columns.lowerBound
        tokens[tokens.count - 1].columns = start..<Swift.max(start, column)
      }
      guard length > 0, lines.indices.contains(line), legend.tokenTypes.indices.contains(type),
        let kind = Kind(tokenType: legend.tokenTypes[type])
      else { continue }
      let token = Token(line: line + 1, columns: column..<(column + length), kind: kind)
      // Operators are methods to the server.
      if kind.isName, token.text(in: lines[line])?.isIdentifier != true { continue }
      tokens.append(token)
    }
    self.init(tokens: tokens.filter { !$0.columns.isEmpty }, declarations: [])
  }

  fileprivate mutating func declare(_ index: Int, as declaration: Declaration) {
    if let known = declarations.firstIndex(of: declaration) {
      tokens[index].declaration = known
    } else {
      tokens[index].declaration = declarations.count
      declarations.append(declaration)
    }
  }
}

extension HighlightedSource.Token {
  /// Whether it is an argument's label: to the server a part of the function's name, and a reader has
  /// just been shown that.
  fileprivate func isLabel(in line: Substring) -> Bool {
    kind == .function && line.utf16.dropFirst(columns.upperBound).first == 0x3A  // :
  }
}

extension HighlightedSource.Kind {
  /// The kind that is called so in the protocol, or by sourcekit-lsp.
  fileprivate init?(tokenType: String) {
    switch tokenType {
    case "keyword": self = .keyword
    case "macro", "modifier", "decorator": self = .attribute
    case "type", "class", "enum", "interface", "struct", "typeParameter": self = .type
    case "function", "method": self = .function
    case "property", "enumMember": self = .property
    case "variable", "parameter", "identifier": self = .variable
    case "string", "regexp": self = .string
    case "number": self = .number
    case "comment": self = .comment
    default: return nil
    }
  }

  /// Whether such a token is the name of something that is declared somewhere.
  fileprivate var isName: Bool {
    switch self {
    case .type, .function, .property, .variable: true
    case .keyword, .attribute, .string, .number, .comment: false
    }
  }
}

extension StringProtocol {
  /// Whether it begins as a name does in Swift; `$0` is one, and what stands in backticks.
  fileprivate var isIdentifier: Bool {
    first.map { $0.isLetter || "_$`".contains($0) } ?? false
  }
}
