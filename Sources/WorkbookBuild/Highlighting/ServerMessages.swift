// What is said to a language server and what it answers, as far as it is of use here (Language Server
// Protocol 3.17).

struct ServerRequest<Parameters: Encodable>: Encodable {
  let jsonrpc = "2.0"
  var id: Int
  var method: String
  var params: Parameters
}

struct ServerNotification<Parameters: Encodable>: Encodable {
  let jsonrpc = "2.0"
  var method: String
  var params: Parameters
}

/// What tells an answer from other messages.
struct ServerEnvelope: Decodable {
  /// The number of the request that is answered; a request of the server's own has a method, too.
  var id: Int?
  var method: String?
  var error: Failure?

  struct Failure: Decodable {
    var message: String
  }

  private enum CodingKeys: CodingKey {
    case id
    case method
    case error
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    // The server's own requests may be numbered with strings; they aren't answers anyway.
    id = try? container.decodeIfPresent(Int.self, forKey: .id)
    method = try container.decodeIfPresent(String.self, forKey: .method)
    error = try container.decodeIfPresent(Failure.self, forKey: .error)
  }
}

struct ServerAnswer<Result: Decodable>: Decodable {
  var result: Result?
}

/// Parameters without anything in them.
struct NoParameters: Encodable {}

struct InitializeParameters: Encodable {
  let processId: Int?
  let rootUri: String
  let capabilities = Capabilities()
  let initializationOptions = Options()

  struct Capabilities: Encodable {
    let textDocument = TextDocument()

    struct TextDocument: Encodable {
      let diagnostic = NoParameters()
      let hover = Hover()
      let semanticTokens = SemanticTokens()
    }

    struct Hover: Encodable {
      let contentFormat = ["markdown"]
    }

    struct SemanticTokens: Encodable {
      let requests = ["full": true]
      let tokenTypes: [String] = []
      let tokenModifiers: [String] = []
      let formats = ["relative"]
    }
  }

  /// Settings of sourcekit-lsp.
  ///
  /// On a busy machine it would otherwise go on without what it was told of `import Sockets`, and a
  /// page would depend on how busy the machine was.
  struct Options: Encodable {
    /// Milliseconds.
    let buildSettingsTimeout = 600_000
    /// Seconds.
    let sourcekitdRequestTimeout = 600
    let backgroundIndexing = false
  }
}

struct InitializeResult: Decodable {
  var capabilities: Capabilities

  struct Capabilities: Decodable {
    var semanticTokensProvider: SemanticTokensProvider?
  }

  struct SemanticTokensProvider: Decodable {
    var legend: Legend
  }

  struct Legend: Decodable {
    var tokenTypes: [String]
  }
}

struct TextDocumentItem: Encodable {
  var uri: String
  var text: String
  let languageId = "swift"
  let version = 1
}

struct TextDocumentIdentifier: Encodable {
  var uri: String
}

/// The parameters of whatever is asked about a whole document.
struct DocumentParameters<Document: Encodable>: Encodable {
  var textDocument: Document
}

struct HoverParameters: Encodable {
  var textDocument: TextDocumentIdentifier
  var position: Position
}

/// A place in a document, counted from 0, within a line in UTF-16 code units.
struct Position: Codable {
  var line: Int
  var character: Int
}

struct SemanticTokens: Decodable {
  /// Five numbers a token: the distance to the one before in lines and columns, its length, its type
  /// and its modifiers.
  var data: [Int]
}

struct PulledDiagnostics: Decodable {
  var items: [Item]

  struct Item: Decodable {
    /// 1 is an error.
    var severity: Int?
    var message: String
  }
}

struct Hover: Decodable {
  var contents: Contents

  struct Contents: Decodable {
    var value: String
  }
}
