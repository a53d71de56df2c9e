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
