import Sockets

let socket = try Socket(.ipv4, .stream)
try socket.connect(to: .ipv4(.loopback, port: 10000))
try socket.sendAll("This is our message, of any length")
try socket.shutdown(.writing)
while case let data = try socket.receive(upTo: 16), !data.isEmpty {
  print("received \"\(String(decoding: data, as: UTF8.self))\"")
}
