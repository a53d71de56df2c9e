import CLab
import Glibc
import LabProtocol
import Testing

@testable import workbook_lab

/// What is known of timers from looking at them.
@Suite struct TimerSightTests {
  /// Looks at a timer descriptor now and then.
  private struct Look {
    let now: Double
    let remaining: Double
    var interval = 0.0
    var ticks = 0.0
    var switches: UInt64 = 0
    var start = 0.0
    /// What is to come; `nil` if nothing is.
    let timer: Timer?
  }

  private func expect(
    _ looks: [Look], sourceLocation: Testing.SourceLocation = #_sourceLocation
  ) {
    var sight = TimerSight()
    for look in looks {
      let timer = sight.timer(
        .init(remaining: look.remaining, interval: look.interval, ticks: look.ticks),
        runs: [1: look.switches], now: look.now, quietSince: look.start)
      #expect(timer == look.timer, "at \(look.now)", sourceLocation: sourceLocation)
    }
  }

  @Test func `a timer that is late is still to come`() {
    let first = Look(
      now: 0, remaining: 300, switches: 5,
      timer: Timer(remaining: 300, interval: 300, isRepeated: true))
    let late = Timer(remaining: 0, interval: 0, isRepeated: false)
    expect([first, Look(now: 310, remaining: 0, switches: 5, timer: late)])
    // It has come, and is to be read; its program has run since; it was stopped, long ago.
    expect([first, Look(now: 310, remaining: 0, ticks: 1, switches: 5, timer: nil)])
    expect([first, Look(now: 310, remaining: 0, switches: 6, timer: nil)])
    expect([first, Look(now: 360, remaining: 0, switches: 5, timer: nil)])
  }

  @Test func `what comes after exactly a second is waited for once`() {
    func beat(until next: Double, _ remaining: Double) -> Timer {
      Timer(remaining: remaining, interval: next, isRepeated: true)
    }
    expect([
      Look(now: 100, remaining: 400, timer: beat(until: 500, 400)),
      Look(now: 501, remaining: 999, timer: beat(until: 500, 999)),
      // What it is set to besides.
      Look(now: 800, remaining: 100, timer: beat(until: 900, 100)),
      Look(now: 2000, remaining: 500, start: 1900, timer: beat(until: 600, 500)),
    ])
  }

  @Test func `what comes much later isn't the look after threads`() {
    func later(_ remaining: Double) -> Timer {
      Timer(remaining: remaining, interval: 0, isRepeated: false)
    }
    expect([
      Look(now: 0, remaining: 3000, timer: later(3000)),
      Look(now: 3000, remaining: 3000, timer: later(3000)),
      Look(
        now: 5500, remaining: 500, timer: Timer(remaining: 500, interval: 2000, isRepeated: true)),
    ])
  }

  @Test func `a timer that is set again and again is waited for two seconds`() {
    expect(
      stride(from: 0.0, to: 3000, by: 300).map { now in
        Look(
          now: now, remaining: 300,
          timer: Timer(remaining: 300, interval: min(now + 300, 2000), isRepeated: true))
      })
  }

  @Test func `the file of a descriptor is read`() {
    let setting = TimerSight.Setting(
      "pos:\t0\nclockid: 1\nticks: 2\nsettime flags: 01\nit_value: (1, 500000)\n"
        + "it_interval: (0, 200000000)\n")
    #expect((setting.remaining, setting.interval, setting.ticks) == (1000.5, 200, 2))
  }
}
