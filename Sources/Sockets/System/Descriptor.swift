import CSockets
import Synchronization

/// The kernel's number for a socket: closed once, and never while a call uses it.
///
/// The kernel gives a number that was closed to the next file that is opened. So a thread that read
/// the number, and makes its call after another thread closed the socket, would talk to a stranger.
/// Here calls are counted: ``close()`` lets no new one in, and the last one that is under way closes.
/// That changes nothing for others: the kernel, too, keeps a socket that a call waits in (close(2),
/// "Multithreaded processes and close()").
struct Descriptor: ~Copyable, Sendable {
  private let value: CInt

  /// `isClosed` and `isDetached`, and above them the number of calls under way.
  private let state = Atomic<UInt>(0)

  private static let isClosed: UInt = 1
  private static let isDetached: UInt = 2
  private static let call: UInt = 4

  init(owning value: CInt) {
    self.value = value
  }

  /// The number, or -1 once it is closed.
  var number: CInt {
    state.load(ordering: .acquiring) & Self.isClosed == 0 ? value : -1
  }

  /// Lets a call in, which must ``leave()``; `nil` once the descriptor is closed.
  func enter() -> CInt? {
    var current = state.load(ordering: .relaxed)
    while current & Self.isClosed == 0 {
      let (exchanged, original) = state.weakCompareExchange(
        expected: current, desired: current + Self.call, ordering: .acquiring)
      if exchanged { return value }
      current = original
    }
    return nil
  }

  func leave() {
    let (_, current) = state.wrappingSubtract(Self.call, ordering: .acquiringAndReleasing)
    // No call gets in once the bit is set, so the count comes down to nothing just once.
    if current == Self.isClosed {
      _ = CSockets.close(value)
    }
  }

  /// Gives the number back to the kernel, once the calls under way have returned.
  ///
  /// The result of close(2) doesn't matter, as the number is free in either case ("Dealing with error
  /// returns from close()"); calling again could close another file.
  func close() {
    if mark(Self.isClosed) == 0 {
      _ = CSockets.close(value)
    }
  }

  /// Gives the number to the caller, who closes it; -1 where it was closed before.
  func detach() -> CInt {
    mark(Self.isClosed | Self.isDetached) == nil ? -1 : value
  }

  /// Sets bits on a descriptor that is open; tells how many calls are under way, times 4.
  private func mark(_ bits: UInt) -> UInt? {
    var current = state.load(ordering: .relaxed)
    while current & Self.isClosed == 0 {
      let (exchanged, original) = state.weakCompareExchange(
        expected: current, desired: current | bits, ordering: .acquiringAndReleasing)
      if exchanged { return current }
      current = original
    }
    return nil
  }
}
