import Sockets

let socket = try Socket(.ipv4, .datagram)
try socket.bind(to: .ipv4(.any, port: 10000))
for name in ["eth0", "eth1"] {
  let card = try Interface(named: name)
  try socket.join(.ipv4("224.10.10.10", on: card))
}
while true {
  let (data, sender) = try socket.receiveDatagram(upTo: 1024)
  print("\(data.count) bytes from \(sender)")
}
