import FoundationEssentials

@testable import WorkbookBuild
@testable import WorkbookModel
@testable import WorkbookPreview

// What other programs on this machine say: a browser, a language server, a compiler.

func checkRequest(_ bytes: [UInt8]) {
  guard let head = PreviewConnection.head(of: bytes) else { return }
  // Behind the head, a browser may send a body.
  let more = PreviewConnection.head(of: bytes + Array("\r\n\r\nbody".utf8))
  require(more?.elementsEqual(head) == true, "a head that has come stays as it is")
  do throws(PreviewRequest.Refusal) {
    let request = try PreviewRequest(head, port: 8080)
    let names = request.path.split(separator: "/", omittingEmptySubsequences: false)
    require(
      request.path.isEmpty || names.allSatisfy { !["", ".", ".."].contains($0) },
      "the path is inside the site")
    require(!request.path.utf8.contains { $0 < 0x20 || $0 == UInt8(ascii: "\\") }, "it is plain")
    _ = PreviewResponse.type(ofFile: request.path)
  } catch {
    require(400...599 ~= error.status, "a refusal is one of HTTP")
    _ = PreviewResponse(error).bytes(isHead: false)
  }
}

/// The first byte says in how large pieces the rest comes.
func checkMessages(_ bytes: [UInt8]) {
  guard let size = bytes.first.map({ Int($0) + 1 }) else { return }
  let bytes = bytes.dropFirst()
  let whole = messages(in: [bytes])
  let pieces = stride(from: bytes.startIndex, to: bytes.endIndex, by: size).map {
    bytes[$0..<min($0 + size, bytes.endIndex)]
  }
  require(messages(in: pieces) == whole, "messages come out the same, however they are cut")
  for message in whole {
    let decoder = JSONDecoder()
    _ = try? decoder.decode(ServerEnvelope.self, from: message)
    _ = try? decoder.decode(ServerAnswer<InitializeResult>.self, from: message)
    _ = try? decoder.decode(ServerAnswer<PulledDiagnostics>.self, from: message)
    if let hover = try? decoder.decode(ServerAnswer<Hover>.self, from: message).result {
      _ = Declaration(hover: hover.contents.value)
    }
    if let tokens = try? decoder.decode(ServerAnswer<SemanticTokens>.self, from: message).result {
      check(tokens)
    }
  }
}

private func messages(in pieces: [ArraySlice<UInt8>]) -> [Data] {
  var framing = MessageFraming()
  var messages: [Data] = []
  for piece in pieces {
    framing.append(piece)
    do throws(MessageFraming.BadHeader) {
      while let message = try framing.next() { messages.append(message) }
    } catch {
      return messages
    }
  }
  return messages
}

private func check(_ answer: SemanticTokens) {
  let lines: [Substring] = ["let answer = 42", "", "print(\"é\", answer)"]
  let source = HighlightedSource(
    answer, legend: .init(tokenTypes: ["keyword", "variable", "function", "other"]), lines: lines)
  var last = (line: 0, column: 0)
  for token in source.tokens {
    require(lines.indices.contains(token.line - 1), "a token is in the text")
    require(token.columns.lowerBound >= 0, "a token is in its line")
    require((token.line, token.columns.lowerBound) >= last, "tokens are in order, and apart")
    last = (token.line, token.columns.upperBound)
    _ = token.text(in: lines[token.line - 1])
  }
}

func checkHover(_ bytes: [UInt8]) {
  let text = String(decoding: bytes, as: UTF8.self)
  require(Declaration(hover: text)?.text.isEmpty != true, "a declaration has words")
}

func checkObject(_ bytes: [UInt8]) {
  for argument in ObjectFile(bytes: bytes).autolinkArguments ?? [] {
    require(!argument.isEmpty, "an argument has words")
  }
}
