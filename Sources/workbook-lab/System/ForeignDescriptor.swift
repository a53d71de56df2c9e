import CLab
import Glibc

/// Duplicates another process's descriptor for some work.
///
/// Returns `nil` if there is no such process or descriptor.
func withDescriptor<Result>(
  _ descriptor: CInt, of process: pid_t, _ body: (CInt) -> Result?
) -> Result? {
  let handle = lab_open_process(process)
  guard handle >= 0 else { return nil }
  defer { close(handle) }
  let own = lab_take_descriptor(handle, descriptor)
  guard own >= 0 else { return nil }
  defer { close(own) }
  return body(own)
}
