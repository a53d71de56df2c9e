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
    let slave = slave
    try require(.ioctl, to: purpose) { lab_set_plain_lines(slave) }
    try require(.ioctl, to: purpose) { lab_set_window_size(slave, Self.rows, columns) }
  }

  /// Makes it the controlling terminal of the session that this process leads.
  func control() throws(LabFailure) {
    try require(.ioctl, to: .prepareCommand) { lab_set_controlling_terminal(slave) }
  }

  /// Some of what has been shown since the last reading; nothing if all of it was read.
  ///
  /// A worker thread of the kernel carries what programs write to this end. Where there is nothing to read, the kernel
  /// lets that thread finish before it says so (`n_tty_read`, since Linux 4.6): all that was written is here by then.
  func read() -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: 64 << 10) { buffer, count in
      count = max(0, Glibc.read(master, buffer.baseAddress, buffer.count))
    }
  }

  /// Everything that has been shown since the last reading.
  func readAll() -> [UInt8] {
    var bytes: [UInt8] = []
    // A program that goes on to print may never let it end; what it prints from now on is no part of this.
    while bytes.count < Self.capacity {
      let piece = read()
      if piece.isEmpty { break }
      bytes += piece
    }
    return bytes
  }

  /// More than a pseudo-terminal of any kernel keeps, in bytes.
  private static let capacity = 1 << 20

  /// Whether it shows what is typed.
  var echoes: Bool { lab_echoes(slave) != 0 }

  /// Types some keys.
  func type(_ keys: some Sequence<UInt8>) throws(LabFailure) {
    try write(keys, to: master, for: .typeKeys)
  }

  /// Whether something was typed that no program has read.
  var hasUnreadInput: Bool { lab_unread_input(slave) > 0 }
}
