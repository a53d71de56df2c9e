import CLab
import FoundationEssentials
import Glibc
import LabProtocol

/// Reads what crosses the networks of a lab (packet(7)).
///
/// Every frame is taken once, where it is received first: on a host's loopback interface, or on the switch's
/// end of a host's cable.
struct Capture {
  private struct Source {
    let descriptor: CInt
    let host: Int
    let interface: String
  }

  private let sources: [Source]
  /// What the clock on the wall showed when times began to count, in milliseconds.
  private let start: Double
  private var room = [UInt8](repeating: 0, count: largestFrame)
  private var budget: FrameBudget

  /// The loopback interface's frames are the largest: 64 KiB and a header.
  private static let largestFrame = 1 << 17

  /// Begins to capture; this process must be where the hosts' switches are.
  ///
  /// - Parameters:
  ///   - hosts: The hosts.
  ///   - bytes: How many bytes of frames are kept.
  ///   - start: What frames count their time from, on the clock that never jumps, in milliseconds.
  /// - Throws: ``LabFailure`` where capturing isn't allowed.
  init(_ hosts: [LabHost], bytes: Int, start: Double) throws(LabFailure) {
    budget = FrameBudget(bytes: bytes)
    func open(_ interface: UInt32) throws(LabFailure) -> CInt {
      try require(.socket, to: .capturePackets) { lab_open_capture(interface) }
    }
    var sources: [Source] = []
    for (index, host) in hosts.enumerated() {
      let loopback = try host.visit { () throws(LabFailure) in try open(if_nametoindex("lo")) }
      sources.append(Source(descriptor: loopback, host: index, interface: "lo"))
      for cable in host.cables {
        sources.append(
          Source(descriptor: try open(cable.port), host: index, interface: cable.interface))
      }
    }
    self.sources = sources
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    self.start = Self.milliseconds(now) - (monotonicMilliseconds() - start)
  }

  /// How many frames are missing.
  var lost: Int { budget.lost }

  /// What to wait for.
  var descriptors: [CInt] { sources.map(\.descriptor) }

  /// Takes what has come.
  mutating func read() -> [CapturedFrame] {
    var frames: [CapturedFrame] = []
    for source in sources {
      while true {
        var time = timespec()
        let count = lab_read_frame(source.descriptor, &room, room.count, &time)
        guard count > 0 else { break }
        guard budget.take(count) else { continue }
        frames.append(
          CapturedFrame(
            time: Self.milliseconds(time) - start, host: source.host, interface: source.interface,
            bytes: Data(room.prefix(count))))
      }
      budget.lose(Int(max(0, lab_lost_frames(source.descriptor))))
    }
    return frames
  }

  private static func milliseconds(_ time: timespec) -> Double {
    Double(time.tv_sec) * 1e3 + Double(time.tv_nsec) / 1e6
  }
}
