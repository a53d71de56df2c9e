import Sockets

/// A connection of the preview server, from its first byte to its last.
struct PreviewConnection {
  let socket: Socket
  /// When it goes on even if nothing comes.
  private(set) var deadline: ContinuousClock.Instant
  private var phase: Phase

  private enum Phase {
    /// What has come of the request.
    case reading([UInt8])
    /// The request asks for a change that hasn't come yet.
    case waiting(PreviewRequest)
    /// What is left of the answer.
    case writing(ArraySlice<UInt8>)
    /// The answer is sent; what still comes is thrown away. To close before that would make the kernel
    /// say that the connection was broken off, and the other side forget the answer (RFC 9112, section 9.6).
    case ending
    case over
  }

  /// How long a request, an answer or the end of a connection may take.
  private static let patience = Duration.seconds(10)
  /// How long an answer waits for a change, before it says that there was none.
  private static let longestWait = Duration.seconds(60)

  init(_ socket: Socket) {
    self.socket = socket
    socket.timeout = .zero
    phase = .reading([])
    deadline = .now + Self.patience
  }

  /// What it waits for.
  ///
  /// While it waits for a change, the only thing that can come is the other side's end.
  var events: Socket.PollEvents {
    if case .writing = phase { .writing } else { .reading }
  }

  var isOver: Bool {
    if case .over = phase { true } else { false }
  }

  /// Does what can be done without waiting.
  ///
  /// - Parameters:
  ///   - isReady: Whether the socket is ready for what ``events`` says.
  ///   - files: What there is to answer with.
  ///   - port: The server's port.
  mutating func proceed(isReady: Bool, _ files: PreviewFiles, port: UInt16) {
    let isLate = deadline <= .now
    switch phase {
    case .waiting(let request) where isLate || !files.isCurrent(request):
      answer(files.response(to: request), isHead: request.isHead)
    case .reading where isLate && !isReady:
      answer(PreviewResponse(.init(408, "the request took too long")), isHead: false)
    case .writing where isLate, .ending where isLate:
      phase = .over
    case .reading(let bytes) where isReady:
      read(after: bytes, files, port: port)
    case .writing(let rest) where isReady:
      write(rest)
    case .waiting where isReady, .ending where isReady:
      // What comes behind a request isn't wanted.
      if receive()?.isEmpty == true { phase = .over }
    case .reading, .waiting, .writing, .ending, .over: break
    }
  }

  /// Takes the bytes that have come; `nil` if none have come yet, and no bytes if the other side has ended.
  private func receive() -> [UInt8]? {
    do throws(SocketError) {
      return try socket.receive(upTo: PreviewRequest.largestHead)
    } catch {
      return error.code == .wouldBlock ? nil : []
    }
  }

  private mutating func read(after bytes: [UInt8], _ files: PreviewFiles, port: UInt16) {
    guard let more = receive() else { return }
    guard !more.isEmpty else {
      phase = .over
      return
    }
    let bytes = bytes + more
    guard let head = Self.head(of: bytes) else {
      phase = .reading(bytes)
      return
    }
    do throws(PreviewRequest.Refusal) {
      let request = try PreviewRequest(head, port: port)
      if files.isCurrent(request) {
        phase = .waiting(request)
        deadline = .now + Self.longestWait
      } else {
        answer(files.response(to: request), isHead: request.isHead)
      }
    } catch {
      answer(PreviewResponse(error), isHead: false)
    }
  }

  /// The head of a request, once all of it has come, or more than it may have.
  static func head(of bytes: [UInt8]) -> ArraySlice<UInt8>? {
    let (newline, carriageReturn) = (UInt8(ascii: "\n"), UInt8(ascii: "\r"))
    // Empty lines before the request line are passed over (RFC 9112, section 2.2).
    let start = bytes.firstIndex { $0 != newline && $0 != carriageReturn } ?? bytes.endIndex
    var lineStart = start
    while let end = bytes[lineStart...].firstIndex(of: newline) {
      let line = bytes[lineStart..<end]
      if line.isEmpty || line.elementsEqual([carriageReturn]) {
        // Without the end of the last field's line.
        let last = bytes[..<lineStart].dropLast()
        return (last.last == carriageReturn ? last.dropLast() : last)[start...]
      }
      lineStart = end + 1
    }
    return bytes.count > PreviewRequest.largestHead ? bytes[...] : nil
  }

  private mutating func answer(_ response: PreviewResponse, isHead: Bool) {
    deadline = .now + Self.patience
    write(response.bytes(isHead: isHead)[...])
  }

  private mutating func write(_ bytes: ArraySlice<UInt8>) {
    var rest = bytes
    do throws(SocketError) {
      while !rest.isEmpty { rest = rest.dropFirst(try socket.send(rest)) }
      try socket.shutdown(.writing)
      phase = .ending
    } catch {
      phase = error.code == .wouldBlock ? .writing(rest) : .over
    }
  }
}
