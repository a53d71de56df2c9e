import FoundationEssentials
import LabProtocol
import WorkbookSupport

@testable import WorkbookModel
@testable import WorkbookRun
@testable import WorkbookVerify

// What runs give: events that the helper tells, frames, and lines that programs print.

private let run: (chapter: Chapter, example: Example) = {
  var reader = ChapterReader(
    folder: BookFolder(root: URL(filePath: ".build/fuzz/book")), name: "01-made-up")
  let chapter = reader.read(
    """
    # Title

    ```swift a.swift
    print()
    ```

    ```console made-up
    $ a
    one [N]
    ...
    $ a
    ^C
    ```

    ```console made-up unordered
    $ a
    two
    [1]
    ```
    """)
  guard let chapter, reader.problems.isEmpty else { fatalError("\(reader.problems)") }
  return (chapter, chapter.examples[0])
}()

/// Events, a line each.
func checkEvents(_ bytes: [UInt8]) {
  var recording = Recording(
    terminals: run.example.terminals.map { terminal in
      .init(
        window: terminal.window, steps: terminal.steps.map { .init(LabRequest.Action($0.action)) })
    })
  for line in bytes.split(separator: UInt8(ascii: "\n")) {
    guard let event = try? JSONDecoder().decode(LabEvent.self, from: Data(line)) else { continue }
    _ = try? recording.note(event)
  }
  _ = PacketCapture.file(recording.frames)
  _ = TracedRun(recording, of: run.example).packets.map(\.words)
  let order = CanonicalOrder(of: recording)
  for step in order.steps {
    require(step.cause.map { order.steps.indices.contains($0) } ?? true, "a cause is a step")
    if case .called(let call) = step.kind { _ = call.words }
  }
  _ = order.outline(of: run.example)
  let verdict = Comparison.verdict(on: recording, of: run.example, in: run.chapter)
  _ = verdict.differences.map(\.diagnostic)
}

/// Frames, each behind its length in two bytes.
func checkFrames(_ bytes: [UInt8]) {
  var frames: [CapturedFrame] = []
  var rest = bytes[...]
  while rest.count >= 2 {
    let count = Int(rest.removeFirst()) << 8 | Int(rest.removeFirst())
    frames.append(
      CapturedFrame(
        time: Double(frames.count), host: 0, interface: "lo", bytes: Data(rest.prefix(count))))
    rest = rest.dropFirst(count)
  }
  let packets = Packet.packets(in: frames)
  require(packets.count <= frames.count, "a frame carries no more than a packet")
  for packet in packets {
    require(!packet.words.isEmpty, "a packet has words")
    switch packet.content {
    case .tcp(_, _, _, let payload):
      require(payload.prefix.count == min(payload.count, Payload.longestPrefix), "bytes are there")
    case .udp(let payload):
      // The rest of a datagram may be in later fragments.
      require(
        payload.prefix.count <= min(payload.count, Payload.longestPrefix), "no more bytes than told"
      )
    default: break
    }
  }
  var recording = Recording(
    terminals: [], events: [], outcome: .ran(.complete), duration: Double(frames.count))
  recording.frames = frames
  let drawn = TracedRun(recording, of: run.example).packets
  require(drawn == TracedRun(recording, of: run.example).packets, "the same are drawn each time")
  let file = PacketCapture.file(frames)
  require(
    file.count == 24 + frames.map { 16 + $0.bytes.count }.reduce(0, +), "a file holds all frames")
}

/// Up to a zero, what a chapter says is printed, and behind it what is.
func checkLines(_ bytes: [UInt8]) {
  let end = bytes.firstIndex(of: 0) ?? bytes.endIndex
  let expected = String(decoding: bytes[..<end], as: UTF8.self).lines.map { LinePattern($0) }
  let actual = Transcript.printedLines(of: Data(bytes[end...].dropFirst()))
  for (isOrdered, hasColumns) in [(true, false), (true, true), (false, false), (false, true)] {
    var bindings: Bindings = [:]
    let alignment = Alignment(
      expected: expected, actual: actual,
      rule: LineRule(isOrdered: isOrdered, hasColumns: hasColumns), bindings: &bindings)
    require(!alignment.isUndecided || !alignment.isPerfect, "what isn't known isn't right")
    check(alignment, expected, actual, isUnordered: !isOrdered)
  }
  var bindings: Bindings = [:]
  let accepted = actual.map { LinePattern($0.chapterText) }
  let same = Alignment(expected: accepted, actual: actual, bindings: &bindings)
  require(same.isPerfect, "what was printed and accepted is as it was")
  for (pattern, line) in zip(accepted, actual) {
    require(!pattern.hasHoles && !pattern.isAnyLines, "accepted lines are literal")
    require(pattern.parts == (line.bytes.isEmpty ? [] : [.literal(line.bytes)]), "byte by byte")
  }
}

private func check(
  _ alignment: Alignment, _ expected: [LinePattern], _ actual: [PrintedLine], isUnordered: Bool
) {
  var rows: [Int] = []
  var columns: [Int] = []
  for step in alignment.steps {
    switch step {
    case .match(let row, let column, let fills):
      rows.append(row)
      columns.append(column)
      for fill in fills {
        require(fill.range.upperBound <= actual[column].bytes.count, "a hole is in its line")
        require(fill.name == nil || !fill.value.isEmpty, "a name stands for something")
      }
    case .anyLines(let row, let range):
      require(expected[row].isAnyLines, "only three dots stand for any lines")
      rows.append(row)
      columns += range
    case .missing(let row): rows.append(row)
    case .extra(let column): columns.append(column)
    }
  }
  if isUnordered {
    rows = Set(rows.filter { !expected[$0].isAnyLines }).sorted()
    require(rows == expected.indices.filter { !expected[$0].isAnyLines }, "each row is used")
  } else {
    require(rows == Array(expected.indices), "each row is used once, in order")
  }
  require(columns == Array(actual.indices), "each column is used once, in order")
}

func checkTranscript(_ bytes: [UInt8]) {
  let lines = Transcript.lines(of: Data(bytes))
  let ends = bytes.count { $0 == UInt8(ascii: "\n") }
  let isCut = bytes.last.map { $0 != UInt8(ascii: "\n") } ?? false
  require(lines.count == ends + (isCut ? 1 : 0), "every line comes")
  for scalar in lines.joined().unicodeScalars where scalar != "\t" {
    require(scalar.properties.generalCategory != .control, "nothing does anything to a terminal")
  }
}
