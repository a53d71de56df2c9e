import CLab
import Glibc
import LabProtocol
import Testing

@testable import workbook_lab

/// Decisions of the helper as functions of values.
@Suite struct HelperPartsTests {
  @Test(arguments: [
    (LAB_CALL_RECVFROM, 3), (LAB_CALL_SENDTO, 3), (LAB_CALL_RECVMSG, 2), (LAB_CALL_SENDMSG, 2),
  ])
  func `a call with MSG_DONTWAIT has no time limit`(_ kind: lab_call, _ argument: Int) {
    func isNonblocking(_ kind: lab_call, _ flags: Int, at argument: Int) -> Bool {
      var arguments = [UInt64](repeating: 0, count: 6)
      arguments[argument] = UInt64(flags)
      return WatchedCall(
        kind: kind, arguments: arguments, began: 0, object: .socket, addresses: []
      ).isNonblocking
    }
    #expect(isNonblocking(kind, Int(MSG_DONTWAIT), at: argument))
    #expect(isNonblocking(kind, Int(MSG_DONTWAIT) | Int(MSG_PEEK), at: argument))
    #expect(!isNonblocking(kind, Int(MSG_PEEK), at: argument))
    #expect(!isNonblocking(kind, Int(MSG_DONTWAIT), at: 5 - argument))
    #expect(!isNonblocking(LAB_CALL_READ, Int(MSG_DONTWAIT), at: argument))
  }

  @Test func `every call in which programs wait has a name`() {
    let calls = (0..<1000).compactMap { lab_waiting_call($0)?.pointee.call }
    #expect(calls.count > 20)
    #expect(calls.allSatisfy { SystemCall($0) != nil })
    #expect(lab_waiting_call(Int(SYS_recvfrom))?.pointee.call.rawValue == LAB_WAITING_RECV.rawValue)
    #expect(SystemCall(LAB_WAITING_EPOLL_WAIT)?.description == "epoll_wait")
  }

  @Test(arguments: [
    (SYS_read, SO_RCVTIMEO, "milliseconds(2000.0)"),
    (SYS_accept, SO_RCVTIMEO, "milliseconds(2000.0)"),
    (SYS_recvmmsg, SO_RCVTIMEO, "milliseconds(2000.0)"),
    (SYS_recvfrom, SO_SNDTIMEO, "endless"),
    (SYS_write, SO_SNDTIMEO, "milliseconds(2000.0)"),
    (SYS_connect, SO_SNDTIMEO, "milliseconds(2000.0)"),
    (SYS_sendmsg, SO_RCVTIMEO, "unknown"),
    // Its first argument is the number of a process.
    (SYS_wait4, SO_RCVTIMEO, "endless"),
  ])
  func `a socket's time limit is one of the calls that keep to it`(
    _ number: CInt, _ option: CInt, _ expected: String
  ) throws {
    var ends: [CInt] = [-1, -1]
    try #require(socketpair(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0, &ends) == 0)
    defer { for end in ends { close(end) } }
    var limit = timeval(tv_sec: 2, tv_usec: 0)
    let size = socklen_t(MemoryLayout<timeval>.size)
    try #require(setsockopt(ends[0], SOL_SOCKET, option, &limit, size) == 0)
    let call = try #require(lab_waiting_call(Int(number))).pointee
    let arguments = [UInt64(ends[0]), 0, 0, 0, 0, 0]
    #expect("\(WaitingTime(call, arguments, of: getpid()))" == expected)
  }

  @Test(
    arguments: [
      ([2, 0, 0x27, 0x10, 127, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0], "127.0.0.1:10000"),
      (
        [10, 0, 0x27, 0x10, 0, 0, 0, 0] + [UInt8](repeating: 0, count: 15) + [1, 2, 0, 0, 0],
        "[::1]:10000"
      ),
      ([1, 0] + Array("./s:1\0x".utf8), "./s:1"), ([1, 0, 0] + Array("a\0b".utf8), "@a\0b"),
      ([1, 0], nil), ([2, 0, 0x27, 0x10], nil), ([10, 0, 0, 1], nil), ([0, 0, 0, 0], nil),
      ([2], nil),
    ] as [([UInt8], String?)])
  func `the kernel's addresses are read`(_ bytes: [UInt8], _ text: String?) {
    #expect(Endpoint(socketAddress: bytes)?.description == text)
  }

  @Test(arguments: [
    ("core\n", 0), ("/var/cores/%p", 0), ("", 0), ("|/usr/share/apport/apport -p%p\n", 1),
  ])
  func `a program that crashes leaves nothing`(pattern: String, size: UInt64) {
    #expect(ResourceLimits.coreFileSize(ifPattern: pattern) == size)
  }

  @Test func `frames are kept while there is room`() {
    var budget = FrameBudget(bytes: 10)
    var answers: [Bool] = []
    for count in [6, 5, 4, 1] { answers.append(budget.take(count)) }
    #expect(answers == [true, false, true, false])
    #expect(budget.lost == 2)
    budget.lose(3)
    #expect(budget.lost == 5)
  }

  @Test func `patience takes time and looks`() {
    var patience = Patience(milliseconds: 10, from: 100)
    func looks(_ count: Int, at time: Double) -> [Bool] {
      var answers: [Bool] = []
      for _ in 0..<count { answers.append(patience.isOver(lookingAt: time)) }
      return answers
    }
    #expect(looks(100, at: 110).allSatisfy { !$0 })
    #expect(looks(1, at: 111) == [true])
    patience.begin(at: 111)
    #expect(looks(60, at: 200).filter(\.self).count == 10)
  }

  @Test func `how often threads have run is told of each, and of those that are gone`() {
    // Tests don't run in a process's first thread.
    let own = ProcessTable(of: [getpid()])
    #expect(own.entries.count == 1 && own.runs.count > 1)
    #expect(own.runs[getpid()] != nil)
    // No process has that number: it is the largest that the kernel gives.
    #expect(ProcessTable(of: [1 << 22]).runs == [1 << 22: nil])
  }
}
