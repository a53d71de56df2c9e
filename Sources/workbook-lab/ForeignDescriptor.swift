import CLab
import Glibc

/// Does something with another process's descriptor, as one of this process; nothing where there is none.
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
