import FoundationEssentials
import LabProtocol
import Testing
import WorkbookRun
import WorkbookTestSupport

/// Frames, byte by byte.
@Suite struct PacketTests {
  private func packets(_ hexadecimal: String) -> [Packet] {
    let digits = Array(hexadecimal.filter { !$0.isWhitespace })
    let bytes = stride(from: 0, to: digits.count - 1, by: 2).compactMap {
      UInt8(String(digits[$0...$0 + 1]), radix: 16)
    }
    let frame = CapturedFrame(time: 0, host: 0, interface: "eth0", bytes: Data(bytes))
    return Packet.packets(in: [frame])
  }

  private func words(_ hexadecimal: String) -> [String] { packets(hexadecimal).map(\.words) }

  private static let version4 = "020000000102 020000000101 0800"
  private static let version6 = "020000000102 020000000101 86dd"
  /// From `fd00::1` to `fd00::2`.
  private static let hosts6 = """
    fd000000000000000000000000000001 fd000000000000000000000000000002
    """
  /// From port 50000 to port 10000, with `hi`.
  private static let datagram = "c350 2710 000a 0000 6869"

  @Test(arguments: [
    // The header's length says where the datagram begins.
    (
      version4 + "4500 001e 0000 4000 4011 0000 c0a80101 c0a80102" + datagram,
      "192.168.1.1:50000 → 192.168.1.2:10000  UDP 2 bytes \"hi\""
    ),
    (
      version4 + "4600 0022 0000 4000 4011 0000 c0a80101 c0a80102 94040000" + datagram,
      "192.168.1.1:50000 → 192.168.1.2:10000  UDP 2 bytes \"hi\""
    ),
    // What an Ethernet frame is filled up with isn't the packet's.
    (
      version4 + "4500 001e 0000 4000 4011 0000 c0a80101 c0a80102" + datagram + "00000000",
      "192.168.1.1:50000 → 192.168.1.2:10000  UDP 2 bytes \"hi\""
    ),
    (
      version6 + "60000000 000a 11 40" + hosts6 + datagram,
      "[fd00::1]:50000 → [fd00::2]:10000  UDP 2 bytes \"hi\""
    ),
    // Options for every hop come before the datagram (RFC 8200, section 4.3), in multiples of eight bytes.
    (
      version6 + "60000000 0012 00 40" + hosts6 + "1100050200000100" + datagram,
      "[fd00::1]:50000 → [fd00::2]:10000  UDP 2 bytes \"hi\""
    ),
    (
      version6 + "60000000 001a 00 40" + hosts6 + "1101 050200000100 0000000000000000" + datagram,
      "[fd00::1]:50000 → [fd00::2]:10000  UDP 2 bytes \"hi\""
    ),
    // The first of several fragments has the ports, and the length of the whole datagram (RFC 791, RFC 8200).
    (
      version4 + "4500 001e 0000 2000 4011 0000 c0a80101 c0a80102" + "c350 2710 0408 0000 6869",
      "192.168.1.1:50000 → 192.168.1.2:10000  UDP 1024 bytes"
    ),
    (
      version6 + "60000000 0012 2c 40" + hosts6 + "1100 0001 00000007" + "c350 2710 0408 0000 6869",
      "[fd00::1]:50000 → [fd00::2]:10000  UDP 1024 bytes"
    ),
    // A report about groups, which always has them (RFC 3810, section 5).
    (
      version6 + "60000000 0010 00 01" + hosts6 + "3a00050200000100 8f00 0000 0000 0000",
      "[fd00::1] → [fd00::2]  report of groups"
    ),
    (
      version4 + "4500 0038 0000 4000 4001 0000 c0a80102 c0a80101 0303 0000 00000000"
        + "4500 001e 0000 4000 4011 0000 c0a80101 c0a80102 c350 2710 000a 0000",
      "192.168.1.2 → 192.168.1.1  ICMP port unreachable"
    ),
    (
      "ffffffffffff 020000000101 0806 0001 0800 0604 0001 020000000101 c0a80101 000000000000 c0a80102",
      "192.168.1.1 → 192.168.1.2  ARP who has the address?"
    ),
    (
      version4 + "4500 0028 0000 4000 4006 0000 c0a80101 c0a80102"
        + "c350 2710 00000001 00000000 5002 faf0 0000 0000",
      "192.168.1.1:50000 → 192.168.1.2:10000  SYN"
    ),
  ])
  func `a frame is read`(_ frame: String, _ expected: String) {
    #expect(words(frame) == [expected])
  }

  /// What answers a program's packet has the beginning of that packet in it; an echo may have anything (RFC 792,
  /// RFC 4443).
  @Test(arguments: [
    ("0303", "01 00", true), ("0b00", "03 00", true), ("0c00", "7f 00", true),
    ("0800", "80 00", false), ("0000", "81 00", false), ("0d00", "87 00", false),
  ])
  func `an error is about a packet, and an echo isn't`(
    _ type: String, _ type6: String, isError: Bool
  ) throws {
    let message = message4(type) + message6(type6)
    let abouts = message.map { packet -> Packet.Flow? in
      if case .icmp(_, _, let about) = packet.content { about } else { nil }
    }
    #expect(abouts.map { $0?.source.description } == (isError ? Self.senders : [nil, nil]))
    #expect(message.count == 2)
  }

  private static let senders: [String?] = ["192.168.1.1:50000", "[fd00::1]:50000"]

  private func message4(_ type: String) -> [Packet] {
    packets(
      Self.version4 + "4500 0038 0000 4000 4001 0000 c0a80102 c0a80101" + type + "0000 00000000"
        + "4500 001e 0000 4000 4011 0000 c0a80101 c0a80102 c350 2710 000a 0000")
  }

  private func message6(_ type: String) -> [Packet] {
    packets(
      Self.version6 + "60000000 0038 3a 40" + Self.hosts6 + type + "0000 00000000"
        + "60000000 000a 11 40" + Self.hosts6 + "c350 2710 000a 0000")
  }

  @Test(arguments: [
    "", "00", version4, version4 + "45",
    version4 + "4500 0016 0000 4000 4011 0000 c0a80101 c0a80102 c350",
    "020000000102 020000000101 88cc 0000",
    // Another fragment than the first.
    version4 + "4500 001e 0000 0001 4011 0000 c0a80101 c0a80102" + datagram,
    version6 + "60000000 0012 2c 40" + hosts6 + "1100 0008 00000007" + datagram,
  ])
  func `what is cut off, or of another protocol, is left out`(_ frame: String) {
    #expect(words(frame) == [])
  }
}
