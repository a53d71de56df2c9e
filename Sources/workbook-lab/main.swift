import CLab
import FoundationEssentials
import Glibc
import LabProtocol

// Started by the tool, once for each run of an example: reads a `LabRequest`, writes `LabEvent`s, and
// is one thread for all its life, which namespaces demand.

private func readRequest() -> LabRequest? {
  var line: [UInt8] = []
  while true {
    let chunk = [UInt8](unsafeUninitializedCapacity: 64 << 10) { buffer, count in
      count = max(0, read(STDIN_FILENO, buffer.baseAddress, buffer.count))
    }
    guard !chunk.isEmpty else { return nil }
    line += chunk
    if chunk.last == UInt8(ascii: "\n") {
      return try? JSONDecoder().decode(LabRequest.self, from: Data(line))
    }
  }
}

/// Becomes the lab's first process; what is left behind waits for it, and takes it along when it
/// ends itself.
private func run(_ request: LabRequest) throws(LabFailure) {
  var request = request
  try Inheritance.giveUp()
  let pace = Pace.measured()
  request.limits.processorSeconds = UInt64(
    (Double(request.limits.processorSeconds) * pace.slowness).rounded())
  try ResourceLimits(request.limits, on: request.machine).makeRoom()
  let fileSystem = try FileSystem(for: request)
  // A shell that has ended is told by its end.
  signal(SIGPIPE, SIG_IGN)
  // Before, as sockets are listed in the network namespace in which they were made.
  var lines: [ShellLine] = []
  for _ in request.windows { lines.append(try ShellLine()) }
  try Isolation.enter(withRoot: request.needsRoot)
  let first = try require(.fork, to: .startFirstProcess) { lab_fork() }
  guard first == 0 else {
    for line in lines { line.close() }
    waitpid(first, nil, 0)
    return
  }
  try require(.prctl, to: .tieToHelper) { lab_set_parent_death_signal(SIGKILL) }
  // Programs of the lab run as the same user and mustn't look into this process.
  try require(.prctl, to: .closeFirstProcess) { lab_set_dumpable(0) }
  try fileSystem.enter()
  var supervisor = try Supervisor(request, lines: lines, pace: pace)
  try supervisor.run()
}

guard let request = readRequest() else {
  try? write(
    "workbook-lab is started by workbook, which tells it what to run\n".utf8, to: STDERR_FILENO,
    for: .tellUser)
  exit(EX_USAGE)
}
do {
  try run(request)
} catch {
  var events = EventWriter()
  events.send(.failed(error))
}
