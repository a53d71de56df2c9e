import CLab
import Glibc
import LabProtocol
import Testing

@testable import workbook_lab

/// The timers that programs set by calls.
@Suite struct AlarmsTests {
  private let process = getpid()

  private func setting(
    _ call: lab_noticed_call, _ first: UInt64, _ second: UInt64 = 0, _ third: UInt64 = 0
  ) -> Alarms.Setting? {
    var notice = lab_notice()
    notice.call = call
    notice.arguments = (first, second, third, 0, 0, 0)
    return Alarms.Setting(notice, in: ForeignMemory(process: process))
  }

  private func setting(
    _ call: lab_noticed_call, _ first: UInt64, flags: UInt64 = 0, _ interval: (Int, Int),
    _ value: (Int, Int)
  ) -> Alarms.Setting? {
    withUnsafeBytes(of: (interval, value)) { bytes in
      let address = UInt64(UInt(bitPattern: bytes.baseAddress))
      return call == LAB_NOTICED_TIMER
        ? setting(call, first, flags, address) : setting(call, first, address)
    }
  }

  private func table(_ states: [pid_t: (ProcessTable.ThreadState, UInt64)]) -> ProcessTable {
    ProcessTable(
      states.sorted { $0.key < $1.key }.map {
        .init(
          id: $0, hostNameSpace: nil, threads: [.init(isMain: true, state: $1.0)], runs: [$0: $1.1])
      })
  }

  @Test func `alarm and setitimer set the same timer`() {
    #expect(setting(LAB_NOTICED_ALARM, 3) == .init(name: .interval, value: 3000, interval: 0))
    #expect(
      setting(LAB_NOTICED_INTERVAL_TIMER, 0, (0, 200_000), (1, 0))
        == .init(name: .interval, value: 1000, interval: 200))
    // It counts processor time.
    #expect(setting(LAB_NOTICED_INTERVAL_TIMER, 1, (0, 0), (1, 0)) == nil)
  }

  @Test func `a timer that was made is set by its number`() {
    #expect(
      setting(LAB_NOTICED_TIMER, 7, (0, 0), (0, 500_000_000))
        == .init(name: .made(7), value: 500, interval: 0))
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    let absolute = setting(LAB_NOTICED_TIMER, 7, flags: 1, (0, 0), (now.tv_sec + 100, 0))
    #expect(absolute?.isAbsolute == true)
    #expect((98_000...100_000).contains(absolute?.value ?? 0))
  }

  @Test func `a call that fails sets nothing`() {
    for time in [(-1, 0), (0, -1), (0, 1_000_000)] {
      #expect(setting(LAB_NOTICED_INTERVAL_TIMER, 0, (0, 0), time) == nil)
      #expect(setting(LAB_NOTICED_INTERVAL_TIMER, 0, time, (1, 0)) == nil)
    }
    #expect(setting(LAB_NOTICED_TIMER, 0, (0, 0), (0, 1_000_000_000)) == nil)
    #expect(setting(LAB_NOTICED_TIMER, 0, (-1, 0), (1, 0)) == nil)
    #expect(setting(LAB_NOTICED_INTERVAL_TIMER, 0, 0) == nil)
  }

  @Test func `the time counts from when the call is made`() {
    var alarms = Alarms()
    alarms.note(.init(name: .interval, value: 300, interval: 0), of: 1, now: 0)
    // The kernel was told to make the call, and the thread has got no processor yet.
    alarms.advance(to: 200, table([1: (.running, 5)]))
    alarms.advance(to: 250, table([1: (.waitsForEver(call: .pause), 6)]))
    #expect(
      alarms.timers(of: 1, now: 400) == [Timer(remaining: 150, interval: 0, isRepeated: false)])
    #expect(alarms.timers(of: 2, now: 400) == [])
  }

  @Test func `an alarm that is late is still to come`() {
    func remaining(_ looks: [(now: Double, switches: UInt64)]) -> Double? {
      var alarms = Alarms()
      alarms.note(.init(name: .interval, value: 300, interval: 0), of: 1, now: 0)
      alarms.advance(to: 0, table([1: (.waitsForEver(call: .pause), 6)]))
      for look in looks {
        alarms.advance(to: look.now, table([1: (.waitsForEver(call: .pause), look.switches)]))
      }
      return alarms.timers(of: 1, now: looks.last?.now ?? 0).first?.remaining
    }
    #expect(remaining([(100, 6)]) == 200)
    #expect(remaining([(301, 6)]) == 0)
    #expect(remaining([(301, 7)]) == nil)
    #expect(remaining([(301, 6), (351, 6)]) == nil)
  }

  @Test func `what comes again and again is repeated`() {
    let pause = ProcessTable.ThreadState.waitsForEver(call: .pause)
    var alarms = Alarms()
    alarms.note(.init(name: .interval, value: 300, interval: 200), of: 1, now: 0)
    alarms.advance(to: 0, table([1: (pause, 1)]))
    alarms.advance(to: 450, table([1: (pause, 2)]))
    #expect(
      alarms.timers(of: 1, now: 450) == [Timer(remaining: 50, interval: 200, isRepeated: true)])
    // A program that sets its alarm whenever it has come.
    let alarm = Alarms.Setting(name: .interval, value: 1000, interval: 0)
    for beat in 0..<3 {
      let now = Double(beat) * 1001
      alarms.note(alarm, of: 2, now: now)
      alarms.advance(to: now, table([2: (pause, UInt64(beat))]))
      #expect(
        alarms.timers(of: 2, now: now)
          == [Timer(remaining: 1000, interval: beat == 0 ? 0 : 1000, isRepeated: beat > 0)])
    }
    // Set again long before it comes, it has come in vain no longer.
    alarms.note(alarm, of: 2, now: 2500)
    #expect(alarms.timers(of: 2, now: 2500).map(\.isRepeated) == [false])
  }

  @Test func `a timer is stopped by a call, and gone with its process`() {
    let pause = ProcessTable.ThreadState.waitsForEver(call: .pause)
    var alarms = Alarms()
    alarms.note(.init(name: .interval, value: 300, interval: 0), of: 1, now: 0)
    alarms.note(.init(name: .interval, value: 0, interval: 200), of: 1, now: 1)
    #expect(alarms.timers(of: 1, now: 1) == [])
    alarms.note(.init(name: .interval, value: 300, interval: 0), of: 1, now: 2)
    alarms.advance(to: 3, table([2: (pause, 1)]))
    #expect(alarms.timers(of: 1, now: 3) == [])
  }

  /// timer_delete(2) does that, and execve(2).
  @Test func `a made timer that there is no longer doesn't come`() {
    let waiting = table([1: (.waitsForEver(call: .pause), 1)])
    var alarms = Alarms()
    for name in [Alarms.Name.interval, .made(0), .made(1), .made(2)] {
      alarms.note(.init(name: name, value: 300, interval: 0), of: 1, now: 0)
    }
    alarms.advance(to: 1, waiting) { _ in nil }
    #expect(alarms.timers(of: 1, now: 1).count == 4)
    alarms.advance(to: 1, waiting) { _ in [1] }
    #expect(alarms.timers(of: 1, now: 1).count == 2)
    alarms.advance(to: 1, waiting) { _ in [] }
    #expect(alarms.timers(of: 1, now: 1).count == 1)
  }

  @Test func `numbers that are made up take no memory`() {
    var alarms = Alarms()
    for number in 0..<5000 {
      alarms.note(
        .init(name: .made(Int32(number)), value: 300, interval: 0), of: 1, now: 0)
    }
    #expect(alarms.timers(of: 1, now: 0).count == 1000)
  }

  @Test func `the kernel's list of made timers is read`() {
    let text = """
      ID: 1
      signal: 60/00007fff86e452a8
      notify: signal/pid.2634
      ClockID: 0
      ID: 2
      signal: 60/00007fff86e452a8
      notify: signal/pid.2634
      ClockID: 2
      ID: 3
      signal: 60/00007fff86e452a8
      notify: signal/pid.2634
      ClockID: -18
      ID: 4
      signal: 0/0000000000000000
      notify: none/pid.2634
      ClockID: 1

      """
    #expect(Alarms.made(in: text) == [1, 4])
    #expect(Alarms.made(in: "") == [])
  }
}
