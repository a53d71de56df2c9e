import Testing

@testable import WorkbookVerify

/// What looks like the clock.
@Suite struct PresentTimeTests {
  /// 26 November 2026, 06:50:41 UTC.
  private let now = PresentTime(secondsSince1970: 1_795_675_841)

  @Test(arguments: [
    "Thu Nov 26 06:50:01 UTC 2026", "2026-11-26", "-rw-r--r-- 1 u u 5 Nov 26 06:49 a", "06:51",
    "[26/Nov/2026 06:50:41] \"GET /\"", "26.11.2026", "11/26/2026", "at 6:52 AM", "06:52 PM",
    "2026-11-26T06:50:41Z", "1795675841", "1795675841123", "t=1795675900.5", "20261126",
    "26 November", "Last-Modified: Thu, 26 Nov 2026 01:00:00 GMT", "up 06:50:41 1 user", "(06:48)",
  ])
  func `the present time and date are found`(line: String) {
    #expect(now.isTold(in: line, besides: []))
    #expect(now.isTold(in: "x \(line) y", besides: []))
  }

  @Test(arguments: [
    "", "connection from 127.0.0.1:49964", "10:30", "06:40", "Nov 25", "2025-11-26", "6:5",
    "00:06:50:41:aa:bb", "06:50:41:9b", "1795600000", "179567584", "17956758412", "Nov 260",
    "126 Nov",
    "fe80::1:06:50", "00:00:00", "2026", "November", "12026-11-26", "x06:50", "99:50",
  ])
  func `other numbers are not`(line: String) {
    #expect(!now.isTold(in: line, besides: []))
  }

  @Test func `what the chapter says itself is no clock's`() {
    #expect(!now.isTold(in: "released 2026-11-26", besides: ["let date = \"2026-11-26\""]))
    #expect(now.isTold(in: "2026-11-26 06:50", besides: ["let date = \"2026-11-26\""]))
  }

  @Test func `days of one digit are written in two ways`() {
    // 6 November 2026, 12:00 UTC.
    let now = PresentTime(secondsSince1970: 1_793_966_400)
    for line in ["Nov  6 10:00", "Nov 6", "Nov 06", "6 Nov", "06 Nov 2026"] {
      #expect(now.isTold(in: line, besides: []), "\(line)")
    }
    for line in ["Nov 16", "16 Nov", "Nov  7"] {
      #expect(!now.isTold(in: line, besides: []), "\(line)")
    }
  }
}
