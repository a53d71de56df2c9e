import Glibc

/// The same things done by Python's `socket` and `struct`, in a process of its own.
struct Python {
  /// The path of `python.py`.
  let script: String

  struct Failure: Error {
    let command: String
  }

  /// How long it takes Python to do something once, without the time to start.
  func nanoseconds(_ name: String, count: Int) throws -> Double {
    let command = "exec python3 '\(script)' '\(name)' \(count)"
    guard let output = popen(command, "r") else { throw Failure(command: command) }
    var line = [CChar](repeating: 0, count: 64)
    let isRead = fgets(&line, CInt(line.count), output) != nil
    let status = pclose(output)
    let text = String(decoding: line.prefix { $0 > 32 }.map(UInt8.init), as: UTF8.self)
    guard isRead, status == 0, let time = Double(text) else { throw Failure(command: command) }
    return time
  }
}
