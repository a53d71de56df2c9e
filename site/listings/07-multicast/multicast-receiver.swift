import Sockets

let socket = try Socket(.ipv4, .datagram)
try socket.bind(to: .ipv4(.any, port: 10000))

// The kernel chooses the interface.
try socket.join(.ipv4("224.10.10.10"))

while true {
  print()
  print("waiting to receive message")
  let (data, sender) = try socket.receiveDatagram(upTo: 1024)
  print("received \(data.count) bytes from \(sender)")
  print("\"\(String(decoding: data, as: UTF8.self))\"")

  print("sending acknowledgement to \(sender)")
  try socket.send("ack".utf8, to: sender)
}
