import Glibc
import Sockets

let socket = try Socket(.ipv4, .stream)
for timeout in [nil, .zero, .milliseconds(200)] as [Duration?] {
  socket.timeout = timeout
  let flags = fcntl(socket.descriptor, F_GETFL)
  let name = timeout.map { "\($0)" } ?? "none"
  print("timeout \(name): O_NONBLOCK \(flags & O_NONBLOCK != 0)")
}
