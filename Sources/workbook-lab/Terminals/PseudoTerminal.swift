import CLab
import Glibc
import LabProtocol

/// A pseudo-terminal (pty(7)): what a window is to its programs.
///
/// It is set as terminals are, with two exceptions. `\n` isn't made `\r\n` on its way out, so that a line ends as
/// the program ended it. And a control character that is typed is shown as itself, and not as `^C`, so that it can be
/// told from what a program printed.
struct PseudoTerminal {
  /// Its name, as `tty` prints it.
  let path: String
  /// The end at which the reader sits.
  let master: CInt
  /// The end of the programs; it stays open, so that their end isn't the terminal's.
  private let slave: CInt
  /// Control characters that no program knows, so that they are found again in what is shown; they don't move
  /// the cursor.
  private let mark: [UInt8]

  private static let rows: UInt16 = 24

  /// Makes one in the `/dev/pts` of this process.
  init(columns: UInt16) throws(LabFailure) {
    let purpose = LabFailure.Purpose.openTerminal
    let master = try require(.open, to: purpose) {
      open("/dev/ptmx", O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)
    }
    let number = try require(.ioctl, to: purpose) { lab_unlock_terminal(master) }
    let path = "/dev/pts/\(number)"
    slave = try require(.open, to: purpose) {
      open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)
    }
    (self.master, self.path) = (master, path)
    let bits = UInt64.random(in: 0...UInt64.max)
    mark = (0..<64).map { bits >> $0 & 1 == 0 ? 0x0e : 0x0f }
    let slave = slave
    try require(.ioctl, to: purpose) { lab_set_plain_lines(slave) }
    try require(.ioctl, to: purpose) { lab_set_window_size(slave, Self.rows, columns) }
  }

  /// Makes it the controlling terminal of the session that this process leads.
  func control() throws(LabFailure) {
    try require(.ioctl, to: .prepareCommand) { lab_set_controlling_terminal(slave) }
  }

  /// What has been shown since the last reading, as far as it has arrived.
  func read() -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: 64 << 10) { buffer, count in
      count = max(0, Glibc.read(master, buffer.baseAddress, buffer.count))
    }
  }

  /// Everything that has been shown since the last reading.
  ///
  /// A worker thread of the kernel carries what programs write to the other end, so it may arrive after they have
  /// gone on, or ended. This writes a mark behind it, and reads up to there.
  func readAll() -> [UInt8] {
    guard Glibc.write(slave, mark, mark.count) == mark.count else {
      // A program has stopped the terminal's output, as Ctrl-S does, or filled it.
      return read()
    }
    var bytes: [UInt8] = []
    while true {
      let chunk = read()
      bytes += chunk
      if let start = bytes.firstRange(of: mark) {
        bytes.removeSubrange(start)
        return bytes
      }
      guard chunk.isEmpty else { continue }
      var wait = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
      guard poll(&wait, 1, Self.longestDelay) > 0 else { return bytes }
    }
  }

  /// How long the kernel may take to carry a mark, in milliseconds: a terminal that is stopped never does.
  private static let longestDelay: CInt = 1000

  /// Types some keys.
  func type(_ keys: some Sequence<UInt8>) throws(LabFailure) {
    try write(keys, to: master, for: .typeKeys)
  }

  /// Whether something was typed that no program has read.
  var hasUnreadInput: Bool { lab_unread_input(slave) > 0 }

  /// What the links in `/proc/PID/fd` call it.
  var link: String { path }
}
