import FoundationEssentials
package import LabProtocol

extension Payload {
  /// How many bytes, and what they say where they are few and text.
  package var words: String {
    let number = count == 1 ? "1 byte" : "\(count) bytes"
    guard count > 0, prefix.count == count, count <= 40 else { return number }
    let lines = Transcript.lines(of: prefix.filter { $0 != UInt8(ascii: "\n") })
    return "\(number) \"\(lines.joined())\""
  }
}
