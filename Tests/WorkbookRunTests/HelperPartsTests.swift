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
}
