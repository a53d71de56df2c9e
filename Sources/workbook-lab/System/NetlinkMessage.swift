import CLab
import Glibc

/// A message to the kernel: a header, a body of a fixed size, and attributes (netlink(7)).
struct NetlinkMessage {
  private(set) var bytes: [UInt8] = []

  /// The flags of a message that makes something new, and is answered.
  static let create = NLM_F_CREATE | NLM_F_EXCL | NLM_F_ACK

  /// Everything begins at a multiple of four.
  static func aligned(_ count: Int) -> Int { (count + 3) & ~3 }

  /// - Parameters:
  ///   - type: What it asks for, such as `RTM_NEWLINK`.
  ///   - flags: Flags besides `NLM_F_REQUEST`.
  ///   - body: What the type wants, such as a `struct ifinfomsg`.
  init(type: CInt, flags: CInt, _ body: some BitwiseCopyable) {
    var header = nlmsghdr()
    header.nlmsg_type = UInt16(type)
    header.nlmsg_flags = UInt16(NLM_F_REQUEST | flags)
    append(header)
    append(body)
  }

  /// Adds an attribute.
  mutating func add(_ attribute: Int, _ value: some BitwiseCopyable) {
    nest(attribute) { $0.append(value) }
  }

  /// Adds an attribute that is a text, or bytes.
  mutating func add(_ attribute: Int, bytes value: some Sequence<UInt8>) {
    nest(attribute) { $0.append(bytes: value) }
  }

  /// Adds an attribute that holds others.
  mutating func nest(_ attribute: Int, _ content: (inout NetlinkMessage) -> Void) {
    let start = bytes.count
    append(UInt32(0))
    content(&self)
    let header = [UInt16(bytes.count - start), UInt16(attribute)]
    header.withUnsafeBytes { bytes.replaceSubrange(start..<start + 4, with: $0) }
    pad()
  }

  /// Adds an attribute that is a text with a NUL at its end.
  mutating func add(_ attribute: Int, text: String) {
    add(attribute, bytes: Array(text.utf8) + [0])
  }

  mutating func append(_ value: some BitwiseCopyable) {
    withUnsafeBytes(of: value) { append(bytes: $0) }
    pad()
  }

  private mutating func append(bytes value: some Sequence<UInt8>) {
    bytes += value
    setLength()
  }

  private mutating func pad() {
    bytes += [UInt8](repeating: 0, count: Self.aligned(bytes.count) - bytes.count)
    setLength()
  }

  private mutating func setLength() {
    guard bytes.count >= 4 else { return }
    withUnsafeBytes(of: UInt32(bytes.count)) { bytes.replaceSubrange(0..<4, with: $0) }
  }
}

extension UnsafeRawBufferPointer {
  /// The value of an attribute, where it is among those that follow a body of some size.
  func value<Value: BitwiseCopyable>(
    ofAttribute attribute: Int, after bodySize: Int, as type: Value.Type
  ) -> Value? {
    var offset = NetlinkMessage.aligned(bodySize)
    while offset + 4 <= count {
      let length = Int(loadUnaligned(fromByteOffset: offset, as: UInt16.self))
      let kind = Int(loadUnaligned(fromByteOffset: offset + 2, as: UInt16.self))
      guard length >= 4, offset + length <= count else { return nil }
      if kind == attribute, length >= 4 + MemoryLayout<Value>.size {
        return loadUnaligned(fromByteOffset: offset + 4, as: type)
      }
      offset += NetlinkMessage.aligned(length)
    }
    return nil
  }
}
