import CLab
import Glibc
import LabProtocol

/// A conversation with the kernel about the network (netlink(7)), in the network namespace in which it
/// was begun.
struct Netlink {
  private let descriptor: CInt

  /// Begins it.
  ///
  /// - Parameter family: What it is about, such as `NETLINK_ROUTE`.
  /// - Throws: ``LabFailure`` where the machine has no such family.
  init(_ family: CInt) throws(LabFailure) {
    descriptor = try require(.socket, to: .talkAboutNetwork) {
      socket(AF_NETLINK, CInt(SOCK_RAW.rawValue) | CInt(SOCK_CLOEXEC.rawValue), family)
    }
  }

  /// Asks for something, and waits for all of the answer.
  ///
  /// - Parameters:
  ///   - message: What to ask for.
  ///   - purpose: What for, for the error.
  ///   - read: Called with the body of each message of the answer.
  /// - Throws: ``LabFailure`` with the code that the kernel answered.
  func send(
    _ message: NetlinkMessage, to purpose: LabFailure.Purpose,
    read: (UnsafeRawBufferPointer) -> Void = { _ in }
  ) throws(LabFailure) {
    let bytes = message.bytes
    try require(.send, to: purpose) { Glibc.send(descriptor, bytes, bytes.count, 0) }
    while true {
      var answer = [UInt8](repeating: 0, count: 32 << 10)
      let count = try require(.recv, to: purpose) { recv(descriptor, &answer, answer.count, 0) }
      let end = answer.withUnsafeBytes {
        Self.read(UnsafeRawBufferPointer(rebasing: $0.prefix(count)), read)
      }
      switch end {
      case nil: continue
      case 0: return
      case let code?: throw LabFailure(purpose: purpose, call: .netlink, code: code)
      }
    }
  }

  /// Reads a part of an answer: returns 0 at its end, an error's code, or `nil` if there is more.
  private static func read(
    _ bytes: UnsafeRawBufferPointer, _ read: (UnsafeRawBufferPointer) -> Void
  ) -> CInt? {
    let headerSize = MemoryLayout<nlmsghdr>.size
    var offset = 0
    while offset + headerSize <= bytes.count {
      let header = bytes.loadUnaligned(fromByteOffset: offset, as: nlmsghdr.self)
      let end = min(offset + Int(header.nlmsg_len), bytes.count)
      guard end >= offset + headerSize else { return EBADMSG }
      let body = UnsafeRawBufferPointer(rebasing: bytes[offset + headerSize..<end])
      switch CInt(header.nlmsg_type) {
      case NLMSG_DONE: return 0
      case NLMSG_ERROR: return -body.loadUnaligned(as: CInt.self)
      default: read(body)
      }
      offset += NetlinkMessage.aligned(Int(header.nlmsg_len))
    }
    return nil
  }
}

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
