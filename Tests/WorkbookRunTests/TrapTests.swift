import FoundationEssentials
import Glibc
import LabProtocol
import Testing
import WorkbookTestSupport

@testable import WorkbookRun

/// A program that stops itself ends alike on every processor.
@Suite struct TrapTests {
  typealias Status = LabProtocol.ExitStatus

  /// On arm64 it is `SIGTRAP`, on x86-64 `SIGILL`; a debugger's breakpoint is `SIGTRAP` on both.
  @Test(arguments: [
    (Status.signaled(SIGTRAP), Status.signaled(SIGILL)), (.exited(133), .exited(132)),
    (.exited(132), .exited(132)), (.exited(5), .exited(5)), (.signaled(SIGINT), .signaled(SIGINT)),
  ])
  func `the status is the same`(
    _ status: Status, _ canonical: Status
  ) {
    #expect(Trap.canonical(status, on: .arm64) == canonical)
    #expect(Trap.canonical(status, on: .x86) == status)
  }

  @Test(arguments: [
    ("Trace/breakpoint trap\r\n", "Illegal instruction\r\n"),
    ("a\r\nTrace/breakpoint trap", "a\r\nIllegal instruction"),
    ("Trace/breakpoint trap (core dumped)\n", "Illegal instruction (core dumped)\n"),
    ("a Trace/breakpoint trap\n", "a Trace/breakpoint trap\n"),
    ("Trace/breakpoint trap!\n\n", "Trace/breakpoint trap!\n\n"), ("", ""),
  ])
  func `what the shell says of it is the same`(_ output: String, _ canonical: String) {
    #expect(Trap.canonical(Data(output.utf8), on: .arm64) == Data(canonical.utf8))
    #expect(Trap.canonical(Data(output.utf8), on: .x86) == Data(output.utf8))
  }

  @Test func `either number means it`() {
    #expect(Trap.isSame(132, 133))
    #expect(Trap.isSame(133, 132))
    #expect(Trap.isSame(3, 3))
    #expect(!Trap.isSame(132, 0))
    #expect(!Trap.isSame(134, 133))
  }
}
