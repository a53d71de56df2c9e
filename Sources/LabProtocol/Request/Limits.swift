/// What one example may use before it is ended.
package struct Limits: Codable, Hashable, Sendable {
  /// How long the whole example may take, in seconds on a usual machine.
  ///
  /// A slower machine takes longer, and so does a busy one.
  package var seconds = 10.0
  /// How much processor time one process may use, in seconds on a usual machine (`RLIMIT_CPU`).
  package var processorSeconds: UInt64 = 10
  /// How much memory one process may map, in bytes (`RLIMIT_AS`).
  package var memory: UInt64 = 512 << 20
  /// How many processes and threads may exist at once (`RLIMIT_NPROC`).
  package var processes = 64
  /// How large a file may grow, in bytes (`RLIMIT_FSIZE`).
  package var fileSize: UInt64 = 64 << 20
  /// How much the example's folder may hold, in bytes; the same again for `/tmp`, and for `/dev/shm`.
  package var folderSize: UInt64 = 128 << 20
  /// How many descriptors one process may have open (`RLIMIT_NOFILE`).
  package var openFiles: UInt64 = 256
  /// How much one terminal may show, in bytes.
  package var output = 1 << 20
  /// How many bytes of frames a run keeps that captures; what comes later is counted only.
  package var capturedBytes = 32 << 20

  package init() {}
}
