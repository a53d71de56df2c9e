import Glibc

/// The time when examples ran, for finding it in what they printed.
///
/// Runs that follow each other within seconds print the same minute and the same date, so that comparing them doesn't
/// show that these will be others tomorrow.
package struct PresentTime: Sendable {
  /// In seconds since 1970.
  private let seconds: Int

  package init(secondsSince1970 seconds: Int) {
    self.seconds = seconds
  }

  /// The time that it is.
  package static var now: PresentTime { PresentTime(secondsSince1970: time(nil)) }

  /// How far a time may be from this one, in seconds: examples may have run for a while.
  private static let tolerance = 150

  /// Whether a line tells this time, or its date.
  ///
  /// - Parameters:
  ///   - line: The line.
  ///   - texts: Where times and dates may stand that are no clock's.
  /// - Returns: Whether it does, as far as that can be told: any time of these minutes is taken for the clock's.
  package func isTold(in line: String, besides texts: [String]) -> Bool {
    let told = timestamps(in: line) + dates(in: line) + times(in: line)
    return told.contains { word in !texts.contains { $0.contains(word) } }
  }

  // MARK: Finding

  /// Seconds since 1970, and their parts down to nanoseconds.
  private func timestamps(in line: String) -> [String] {
    line.matches(of: /[0-9]{10,19}/).compactMap { match in
      guard [10, 13, 16, 19].contains(match.0.count), let value = Int(match.0.prefix(10)),
        abs(value - seconds) <= Self.tolerance
      else { return nil }
      return String(match.0)
    }
  }

  private func dates(in line: String) -> [String] {
    // Nothing without a digit is a date.
    guard line.utf8.contains(where: { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
      return []
    }
    return Self.zones.flatMap { zone in
      [-Self.tolerance, 0, Self.tolerance].flatMap { zone.dates(at: seconds + $0) }
    }.filter { date in
      // A part of a longer number is none.
      line.ranges(of: date).contains { range in
        let before = line[..<range.lowerBound].last
        let after = line[range.upperBound...].first
        return before?.isASCIIDigit != true && after?.isASCIIDigit != true
      }
    }
  }

  /// Hours and minutes, perhaps with seconds.
  private func times(in line: String) -> [String] {
    line.matches(of: /([0-9]{1,2}):([0-5][0-9])(?::[0-5][0-9])?/).compactMap { match in
      // Parts of an address are none.
      let (before, after) = (
        line[..<match.range.lowerBound].last, line[match.range.upperBound...].first
      )
      let isWhole = [before, after].allSatisfy { neighbour in
        neighbour.map { !$0.isLetter && !$0.isASCIIDigit && $0 != ":" || $0 == "T" || $0 == "Z" }
          ?? true
      }
      guard isWhole, let hour = Int(match.1), let minute = Int(match.2), hour < 24 else {
        return nil
      }
      let isNow = Self.zones.contains { zone in
        let now = zone.minuteOfDay(at: seconds)
        // Twelve-hour clocks, and midnight, are no difference.
        let distance = (hour * 60 + minute - now + 1440) % 720
        return min(distance, 720 - distance) * 60 <= Self.tolerance
      }
      return isNow ? String(match.0) : nil
    }
  }

  // MARK: Zones

  /// The time of labs, and that of the machine.
  private static let zones: [Zone] = [.universal, .local]

  private enum Zone {
    case universal, local

    private func parts(at seconds: Int) -> tm {
      var (time, parts) = (time_t(seconds), tm())
      switch self {
      case .universal: gmtime_r(&time, &parts)
      case .local: localtime_r(&time, &parts)
      }
      return parts
    }

    func minuteOfDay(at seconds: Int) -> Int {
      let parts = parts(at: seconds)
      return Int(parts.tm_hour) * 60 + Int(parts.tm_min)
    }

    /// The date as programs write it, with the year and without.
    func dates(at seconds: Int) -> [String] {
      var parts = parts(at: seconds)
      let forms = [
        "%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%m/%d/%y", "%b %d",
        "%b %e", "%d %b", "%e %b", "%B %d", "%B %e", "%d %B", "%e %B", "%d/%b", "%d-%b",
      ]
      let dates = forms.map { form in
        let text = withUnsafeTemporaryAllocation(of: CChar.self, capacity: 64) { buffer in
          // One that has a size has an address.
          guard let start = buffer.baseAddress else { return "" }
          let count = strftime(start, buffer.count, form, &parts)
          return String(
            decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        }
        return text.first == " " ? String(text.dropFirst()) : text
      }
      // A day of one digit is written with two blanks in front, so that dates stand in a column, or with one.
      return dates + dates.filter { $0.contains("  ") }.map { $0.replacing("  ", with: " ") }
    }
  }
}

extension Character {
  fileprivate var isASCIIDigit: Bool { isASCII && isNumber }
}
