import Sockets

let server = Address.ipv4(.loopback, port: 10000)
let socket = try Socket(.ipv4, .datagram)
for size in [65507, 65508] {
  let message = [UInt8](repeating: 0x21, count: size)
  do {
    let sent = try socket.send(message, to: server)
    print("sent \(sent) bytes")
  } catch {
    print(error)
  }
}
