import Sockets

let address = Address.ipv4(.loopback, port: 10000)
let socket = try Socket(.ipv4, .datagram)

print("starting up on \(address)")
try socket.bind(to: address)

while true {
  print("\nwaiting to receive message")
  let (data, client) = try socket.receiveDatagram(upTo: 4096)
  let text = String(decoding: data, as: UTF8.self)
  print("received \(data.count) bytes from \(client)")
  print("\"\(text)\"")

  guard !data.isEmpty else { continue }
  let sent = try socket.send(data, to: client)
  print("sent \(sent) bytes back to \(client)")
}
