import CLab
import Glibc
import LabProtocol

/// Makes a system call that the lab can't do without.
///
/// - Throws: ``LabFailure`` with the call, what it was for, and `errno`.
@discardableResult
func require<Result: SignedInteger>(
  _ call: SystemCall, to purpose: LabFailure.Purpose, _ body: () -> Result
) throws(LabFailure) -> Result {
  let result = body()
  guard result != -1 else { throw LabFailure(purpose: purpose, call: call, code: errno) }
  return result
}

/// Moves a descriptor to a number that a shell has no use for: those from 0 to 9 are its commands' to redirect.
///
/// So what a shell is given (dup2(2)) never takes the place of what it is still to be given.
///
/// - Throws: ``LabFailure`` with the code of `fcntl`.
func movedAside(
  _ descriptor: CInt, for purpose: LabFailure.Purpose
) throws(LabFailure) -> CInt {
  let moved = try require(.fcntl, to: purpose) { fcntl(descriptor, F_DUPFD_CLOEXEC, 10) }
  close(descriptor)
  return moved
}

/// Reads a whole file, or returns `nil` if it can't be read.
///
/// A process may end while its files in `/proc` are being read, so that isn't an error.
func contents(of path: String) -> [UInt8]? {
  let descriptor = open(path, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else { return nil }
  defer { close(descriptor) }
  var bytes: [UInt8] = []
  while true {
    let chunk = [UInt8](unsafeUninitializedCapacity: 16 << 10) { buffer, count in
      count = max(0, read(descriptor, buffer.baseAddress, buffer.count))
    }
    if chunk.isEmpty { return bytes }
    bytes += chunk
  }
}

/// Where a path leads, without links; `nil` if it leads nowhere.
func realPath(_ path: String) -> String? {
  guard let found = realpath(path, nil) else { return nil }
  defer { free(found) }
  return String(cString: found)
}

/// Reads a whole file as text.
func text(of path: String) -> String? {
  contents(of: path).map { String(decoding: $0, as: UTF8.self) }
}

/// Writes all the bytes to a descriptor.
///
/// - Throws: ``LabFailure`` with the code of `write`.
func write(
  _ bytes: some Sequence<UInt8>, to descriptor: CInt, for purpose: LabFailure.Purpose
) throws(LabFailure) {
  var rest = ArraySlice(bytes)
  while !rest.isEmpty {
    let written = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    if written == -1 && errno == EINTR { continue }
    try require(.write, to: purpose) { written }
    rest = rest.dropFirst(written)
  }
}

/// Writes a file, and makes it if it doesn't exist.
///
/// - Throws: ``LabFailure`` with the code of `open` or `write`.
func write(
  _ bytes: some Sequence<UInt8>, toFile path: String, mode: mode_t = 0o644
) throws(LabFailure) {
  let descriptor = try require(.open, to: .write(path: path)) {
    open(path, O_WRONLY | O_CREAT | O_CLOEXEC, mode)
  }
  defer { close(descriptor) }
  try write(bytes, to: descriptor, for: .write(path: path))
}

/// The names in a folder, without `.` and `..`; none if it can't be read.
func names(in path: String) -> [String] {
  guard let folder = opendir(path) else { return [] }
  defer { closedir(folder) }
  var names: [String] = []
  while let entry = readdir(folder) {
    let name = withUnsafePointer(to: &entry.pointee.d_name) {
      $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
    }
    if name != "." && name != ".." { names.append(name) }
  }
  return names
}

/// What a symbolic link points to, or `nil` if there is no link.
func linkTarget(of path: String) -> String? {
  withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(PATH_MAX)) { buffer in
    guard let start = buffer.baseAddress else { return nil }
    let length = readlink(path, start, buffer.count)
    guard length > 0 else { return nil }
    return String(decoding: UnsafeRawBufferPointer(buffer).prefix(length), as: UTF8.self)
  }
}

/// The clock that never jumps, in milliseconds.
func monotonicMilliseconds() -> Double {
  var now = timespec()
  clock_gettime(CLOCK_MONOTONIC, &now)
  return Double(now.tv_sec) * 1e3 + Double(now.tv_nsec) / 1e6
}
