import Sockets

let socket = try Socket(.ipv4, .datagram)
try socket.bind(to: .ipv4(.loopback, port: 10000))
while true {
  let (data, client) = try socket.receiveDatagram(upTo: 4096)
  try socket.send(data, to: client)
}
