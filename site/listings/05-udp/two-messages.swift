import Sockets

let server = Address.ipv4(.loopback, port: 10000)
let socket = try Socket(.ipv4, .datagram)
for message in [
  "This is our message. It will be sent all at once",
  "Another one",
] {
  let sent = try socket.send(message.utf8, to: server)
  print("sent \(sent) bytes")
}
