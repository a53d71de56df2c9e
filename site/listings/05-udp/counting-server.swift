import Sockets

let socket = try Socket(.ipv4, .datagram)
try socket.bind(to: .ipv4(.loopback, port: 10000))
while true {
  let data = try socket.receive(upTo: 65535)
  print("received \(data.count) bytes")
}
