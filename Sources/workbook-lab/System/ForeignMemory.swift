import CLab
import FoundationEssentials
import Glibc
import LabProtocol

/// The memory of another process: what the arguments of its calls point to.
///
/// It is copied while the thread waits in its call, so that it holds still; others of the process may still change it.
/// What can't be read is told by its being shorter, or `nil`: a process may have gone, or have given the kernel an
/// address of nothing.
struct ForeignMemory {
  let process: pid_t
  /// How many bytes a call carries at most, however many it is given (write(2)).
  private static let mostBytes: UInt64 = 0x7fff_f000

  /// Copies bytes; fewer, or none, where there aren't so many.
  func read(_ address: UInt64, count: Int) -> [UInt8] {
    guard address != 0, count > 0 else { return [] }
    return [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      initialized = max(0, lab_copy(process, address, buffer.baseAddress, count))
    }
  }

  /// Copies a value.
  func read<Value: BitwiseCopyable>(_ address: UInt64, as type: Value.Type) -> Value? {
    let bytes = read(address, count: MemoryLayout<Value>.size)
    guard bytes.count == MemoryLayout<Value>.size else { return nil }
    return bytes.withUnsafeBytes { $0.loadUnaligned(as: type) }
  }

  /// An address as a call gives it to the kernel.
  func address(at pointer: UInt64, count: Int) -> Endpoint? {
    Endpoint(socketAddress: read(pointer, count: min(count, MemoryLayout<sockaddr_storage>.size)))
  }

  /// The address in the header of a message (`struct msghdr`).
  func messageAddress(at pointer: UInt64) -> Endpoint? {
    guard let header = read(pointer, as: msghdr.self) else { return nil }
    return address(
      at: UInt64(UInt(bitPattern: header.msg_name)), count: Int(header.msg_namelen))
  }

  /// What a call sent or received.
  ///
  /// There are as many bytes as the call returned (`count`); where it hasn't returned, as many as it was
  /// given to send. No more than `limit` of them are copied.
  func payload(
    of kind: lab_call, _ arguments: [UInt64], count: Int?, limit: Int
  ) -> Payload {
    switch kind {
    case LAB_CALL_SENDTO, LAB_CALL_WRITE:
      let count = max(0, count ?? Int(min(arguments[2], Self.mostBytes)))
      return Payload(count: count, prefix: Data(read(arguments[1], count: min(count, limit))))
    case LAB_CALL_RECVFROM, LAB_CALL_READ:
      let count = max(0, count ?? 0)
      return Payload(count: count, prefix: Data(read(arguments[1], count: min(count, limit))))
    case LAB_CALL_WRITEV, LAB_CALL_READV:
      return payload(
        parts: arguments[1], Int(clamping: arguments[2]), count: max(0, count ?? 0), limit)
    case LAB_CALL_SENDMSG, LAB_CALL_RECVMSG:
      guard let header = read(arguments[1], as: msghdr.self) else { break }
      return payload(
        parts: UInt64(UInt(bitPattern: header.msg_iov)), Int(clamping: header.msg_iovlen),
        count: max(0, count ?? 0), limit)
    case LAB_CALL_SENDFILE: return Payload(count: max(0, count ?? 0), prefix: Data())
    default: break
    }
    return Payload(count: 0, prefix: Data())
  }

  /// What lies in several places (`struct iovec`).
  private func payload(parts: UInt64, _ number: Int, count: Int, _ limit: Int) -> Payload {
    var prefix = Data()
    for index in 0..<min(max(number, 0), 1024) {
      let missing = min(count, limit) - prefix.count
      let place = parts &+ UInt64(index * MemoryLayout<iovec>.stride)
      guard missing > 0, let part = read(place, as: iovec.self) else { break }
      prefix += read(
        UInt64(UInt(bitPattern: part.iov_base)), count: min(Int(clamping: part.iov_len), missing))
    }
    return Payload(count: count, prefix: prefix)
  }
}
