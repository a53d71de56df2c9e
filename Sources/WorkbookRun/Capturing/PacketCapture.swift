package import FoundationEssentials
package import LabProtocol

/// A file of frames that every tool for networks reads (`draft-ietf-opsawg-pcap`).
package enum PacketCapture {
  /// The last time that a file can say, in milliseconds: its seconds have 32 bits.
  private static let latest = Double(UInt32.max) * 1000

  /// The file that holds some frames.
  ///
  /// Times count from when the lab was ready, at 1970-01-01 00:00:00, so that they say how long something
  /// took and not when that was.
  package static func file(_ frames: [CapturedFrame]) -> Data {
    var file = Data()
    func append<Number: FixedWidthInteger>(_ number: Number) {
      withUnsafeBytes(of: number.littleEndian) { file += $0 }
    }
    // Nanoseconds, version 2.4, no time zone, frames whole, Ethernet.
    append(UInt32(0xa1b2_3c4d))
    append(UInt16(2))
    append(UInt16(4))
    append(UInt64(0))
    append(UInt32(1 << 18))
    append(UInt32(1))
    for frame in frames {
      let time = UInt64((min(max(0, frame.time), Self.latest) * 1e6).rounded())
      append(UInt32(time / 1_000_000_000))
      append(UInt32(time % 1_000_000_000))
      append(UInt32(frame.bytes.count))
      append(UInt32(frame.bytes.count))
      file += frame.bytes
    }
    return file
  }
}
