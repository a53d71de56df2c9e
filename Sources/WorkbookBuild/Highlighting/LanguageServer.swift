import FoundationEssentials
import WorkbookSupport

/// A conversation with a language server.
///
/// It answers what it is asked; what it says on its own is passed over, as it is offered nothing that it
/// could ask for.
struct LanguageServer {
  private var conversation: ChildProcess.Conversation
  private var framing = MessageFraming()
  private var lastID = 0

  /// How many questions are asked before their answers are read; their text, about 200 bytes each, has
  /// to fit into what the kernel keeps for a socket.
  private static let questionsAtOnce = 100

  /// Why a conversation ends early.
  enum Failure: Error, Hashable {
    case ended
    case unreadable(String)
    case refused(method: String, message: String)
    /// A source that the compiler understands and the server doesn't.
    case misunderstood(file: String, message: String)
    case noSemanticTokens
  }

  /// Starts a server, talks with it, and ends it.
  ///
  /// - Parameters:
  ///   - executable: The server.
  ///   - folder: Where it works, with the `compile_commands.json` of the files that it is asked about.
  ///   - limit: How long all of it may take; then the server is killed.
  ///   - body: Talks with the server, which has introduced itself.
  /// - Returns: What the body returns.
  /// - Throws: ``BuildError`` with ``BuildError/languageServer(path:reason:)``, or what the body throws
  ///   otherwise.
  static func run<Result: Sendable>(
    _ executable: URL, in folder: URL, limit: Duration,
    _ body: (inout LanguageServer, InitializeResult) async throws -> Result
  ) async throws -> Result {
    let start = ContinuousClock.now
    do {
      return try await ChildProcess.converse(with: executable, in: folder, errors: .discarded) {
        conversation in
        let kill = conversation.kill
        return try await withThrowingTaskGroup(of: Void.self) { group in
          // A dead server's output ends, and with it the conversation.
          group.addTask {
            try await Task.sleep(for: limit)
            kill()
          }
          defer { group.cancelAll() }
          var server = LanguageServer(conversation: conversation)
          do {
            return try await server.converse(in: folder, body)
          } catch {
            // Its answers aren't needed any more.
            kill()
            throw error
          }
        }
      }.result
    } catch let failure as Failure {
      let isLate = ContinuousClock.now - start >= limit
      let reason = isLate ? "hasn't answered after \(limit)" : failure.description
      throw BuildError.languageServer(path: executable.path, reason: reason)
    } catch let failure as ChildProcess.Failure {
      throw BuildError.languageServer(path: executable.path, reason: "failed: \(failure)")
    }
  }

  private init(conversation: ChildProcess.Conversation) {
    self.conversation = conversation
  }

  private mutating func converse<Result>(
    in folder: URL, _ body: (inout LanguageServer, InitializeResult) async throws -> Result
  ) async throws -> Result {
    let introduction: InitializeResult? = try await ask(
      "initialize", InitializeParameters(processId: nil, rootUri: folder.absoluteString))
    guard let introduction else { throw Failure.noSemanticTokens }
    try tell("initialized", NoParameters())
    let result = try await body(&self, introduction)
    let _: NoAnswer? = try await ask("shutdown", NoParameters())
    try tell("exit", NoParameters())
    while try await conversation.receive() != nil {}
    return result
  }

  /// The answer to `shutdown`, which is always null.
  private struct NoAnswer: Decodable {}

  /// Tells the server something to which there is no answer.
  func tell(_ method: String, _ parameters: some Encodable) throws {
    try send(ServerNotification(method: method, params: parameters))
  }

  /// Asks for something and waits for the answer.
  ///
  /// - Returns: The answer; `nil` if it is null.
  mutating func ask<Answer: Decodable>(
    _ method: String, _ parameters: some Encodable
  ) async throws -> Answer? {
    try await ask(method, each: [parameters])[0]
  }

  /// Asks for the same of many things, without waiting for each answer before the next question.
  ///
  /// - Returns: The answers in the order of the questions; `nil` for one that is null.
  mutating func ask<Answer: Decodable>(
    _ method: String, each parameters: [some Encodable]
  ) async throws -> [Answer?] {
    var answers: [Answer?] = []
    var rest = parameters[...]
    while !rest.isEmpty {
      let questions = rest.prefix(Self.questionsAtOnce)
      rest = rest.dropFirst(questions.count)
      let first = lastID + 1
      for question in questions {
        lastID += 1
        try send(ServerRequest(id: lastID, method: method, params: question))
      }
      var byID: [Int: Answer?] = [:]
      while byID.count < questions.count {
        let message = try await receive()
        let envelope: ServerEnvelope = try decode(message)
        guard let id = envelope.id, envelope.method == nil, (first...lastID).contains(id) else {
          continue
        }
        if let error = envelope.error {
          throw Failure.refused(method: method, message: error.message)
        }
        let answer: ServerAnswer<Answer> = try decode(message)
        byID.updateValue(answer.result, forKey: id)
      }
      answers += (first...lastID).map { byID[$0] ?? nil }
    }
    return answers
  }

  private func send(_ message: some Encodable) throws {
    let bytes = MessageFraming.framed(try JSONEncoder().encode(message))
    guard conversation.send(bytes) else { throw Failure.ended }
  }

  private mutating func receive() async throws -> Data {
    do {
      while true {
        if let message = try framing.next() { return message }
        guard let bytes = try await conversation.receive() else { throw Failure.ended }
        framing.append(bytes)
      }
    } catch let error as MessageFraming.BadHeader {
      throw Failure.unreadable(error.text)
    }
  }

  private func decode<Value: Decodable>(_ message: Data) throws -> Value {
    do {
      return try JSONDecoder().decode(Value.self, from: message)
    } catch {
      throw Failure.unreadable(String(decoding: message.prefix(200), as: UTF8.self))
    }
  }
}

extension LanguageServer.Failure: CustomStringConvertible {
  var description: String {
    switch self {
    case .ended: "ended without an answer"
    case .unreadable(let text): "said something that is no answer: \(text)"
    case .refused(let method, let message): "refused \(method): \(message)"
    case .misunderstood(let file, let message):
      "found a mistake in \(file), which the compiler doesn't: \(message)"
    case .noSemanticTokens:
      "can't tell what the words of a listing are; it takes Swift 6.2 or later"
    }
  }
}
