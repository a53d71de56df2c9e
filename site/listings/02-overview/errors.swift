import Sockets

let server = Address.ipv4(.loopback, port: 10000)
let socket = try Socket(.ipv4, .stream)
do {
  try socket.connect(to: server)
  print("connected")
} catch {
  print("call:    \(error.call)")
  print("subject: \(error.subject ?? "none")")
  print("code:    \(error.code)")
  print("number:  \(error.code.rawValue)")
  print("printed: \(error)")
  if error.code == .connectionRefused {
    print("nobody listens at \(server)")
  }
}
