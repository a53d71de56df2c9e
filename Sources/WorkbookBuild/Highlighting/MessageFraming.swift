import FoundationEssentials

/// Cuts a stream of bytes into messages, which tell their lengths first (Language Server
/// Protocol 3.17, "Base Protocol").
struct MessageFraming {
  private var pending: [UInt8] = []

  /// Puts the header before a message.
  static func framed(_ message: Data) -> [UInt8] {
    Array("Content-Length: \(message.count)\r\n\r\n".utf8) + message
  }

  /// Takes in what has come.
  mutating func append(_ bytes: some Sequence<UInt8>) {
    pending += bytes
  }

  /// A header that tells no length.
  struct BadHeader: Error, Hashable {
    let text: String
  }

  /// Takes out the first message; `nil` as long as it isn't whole.
  ///
  /// - Throws: ``BadHeader``.
  mutating func next() throws(BadHeader) -> Data? {
    let separator = Array("\r\n\r\n".utf8)
    guard let end = pending.firstRange(of: separator) else { return nil }
    let header = String(decoding: pending[..<end.lowerBound], as: UTF8.self)
    let lengths = header.split(separator: "\r\n").compactMap { field -> Int? in
      let parts = field.split(separator: ":", maxSplits: 1)
      guard parts.count == 2, parts[0].lowercased() == "content-length" else { return nil }
      return Int(parts[1].drop { $0 == " " })
    }
    guard let length = lengths.first, length >= 0 else { throw BadHeader(text: header) }
    guard pending.count - end.upperBound >= length else { return nil }
    let message = Data(pending[end.upperBound..<(end.upperBound + length)])
    pending.removeFirst(end.upperBound + length)
    return message
  }
}
