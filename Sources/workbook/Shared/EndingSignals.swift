import Dispatch
import Glibc
import Synchronization

/// The signals that ask the tool to end: Ctrl-C, kill(1), and a terminal that is gone (signal(7)).
///
/// The first one cancels what the tool is doing, so that the programs that it started end, and unfinished files go.
/// Then the tool ends by that signal, as the sender expects. A second one ends it at once.
struct EndingSignals {
  private let first = First()
  private let sources: [any DispatchSourceSignal]

  /// The signal that came, if one did.
  var received: CInt? { first.signal.withLock(\.self) }

  /// Heeds the signals from now on.
  ///
  /// Whatever the caller blocks, nothing is blocked. What it ignores is heeded, too, as shells ignore Ctrl-C for every
  /// command in the background; but not the end of its terminal, which is what nohup(1) is for.
  ///
  /// - Parameter cancel: Cancels the work.
  init(cancel: @escaping @Sendable () -> Void) {
    Self.unblock()
    let heeded = [SIGINT, SIGTERM] + (Self.isHangUpIgnored ? [] : [SIGHUP])
    sources = heeded.map { [first] signal in
      let source = DispatchSource.makeSignalSource(signal: signal)
      source.setEventHandler { first.note(signal, cancel) }
      source.activate()
      return source
    }
  }

  /// The first signal that came.
  private final class First: Sendable {
    /// How long work that is cancelled may go on, in seconds.
    private static let patience = 5

    let signal = Mutex<CInt?>(nil)

    func note(_ new: CInt, _ cancel: () -> Void) {
      let isFirst = signal.withLock { signal in
        defer { signal = signal ?? new }
        return signal == nil
      }
      guard isFirst else { EndingSignals.end(by: new) }
      cancel()
      DispatchQueue.global().asyncAfter(deadline: .now() + .seconds(Self.patience)) {
        EndingSignals.end(by: new)
      }
    }
  }

  /// Ends the tool by a signal.
  static func end(by signal: CInt) -> Never {
    Glibc.signal(signal, SIG_DFL)
    unblock()
    raise(signal)
    // Only a signal that doesn't end programs comes back from there.
    exit(128 + signal)
  }

  /// Makes this thread begin programs as a shell at a terminal does: they block and ignore nothing, except that nohup(1)
  /// makes them ignore the end of the terminal.
  static func reset() {
    let isHangUpIgnored = isHangUpIgnored
    for number in 1..<65 where number != SIGHUP || !isHangUpIgnored {
      signal(CInt(number), SIG_DFL)
    }
    unblock()
  }

  /// Lets all signals through to this thread.
  private static func unblock() {
    var none = sigset_t()
    sigemptyset(&none)
    pthread_sigmask(SIG_SETMASK, &none, nil)
  }

  private static var isHangUpIgnored: Bool {
    var action = sigaction()
    sigaction(SIGHUP, nil, &action)
    // SIG_IGN is no function, and can be compared only as a number.
    let handler = unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
    return handler == unsafeBitCast(SIG_IGN, to: Int.self)
  }
}
