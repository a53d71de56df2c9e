import FoundationEssentials
import Testing

@testable import WorkbookBuild

@Suite struct MessageFramingTests {
  @Test func `messages come out as they went in, however they are cut`() throws {
    let messages = ["{}", "", "{\"text\":\"\\r\\n\\r\\n Wörter\"}"].map { Data($0.utf8) }
    let bytes = messages.flatMap(MessageFraming.framed)
    for size in 1...bytes.count {
      var framing = MessageFraming()
      var received: [Data] = []
      for start in stride(from: 0, to: bytes.count, by: size) {
        framing.append(bytes[start..<min(start + size, bytes.count)])
        while let message = try framing.next() { received.append(message) }
      }
      #expect(received == messages)
    }
  }

  @Test func `other fields are passed over`() throws {
    var framing = MessageFraming()
    framing.append("Content-Type: x; charset=utf-8\r\ncontent-length:2\r\n\r\n{}".utf8)
    #expect(try framing.next() == Data("{}".utf8))
  }

  @Test(arguments: ["Hello", "Content-Length: many", "Content-Length: -1"])
  func `a header without a length is an error`(header: String) {
    var framing = MessageFraming()
    framing.append("\(header)\r\n\r\n".utf8)
    #expect(throws: MessageFraming.BadHeader(text: header)) { try framing.next() }
  }
}
