import Sockets

let first = try Socket(.ipv4, .datagram)
try first.bind(to: .ipv4(.any, port: 10000))
let second = try Socket(.ipv4, .datagram)
for socket in [second, first] {
  do {
    try second.bind(to: .ipv4(.any, port: 10000))
  } catch {
    print(error)
  }
  try socket.set(.reuseAddress, to: true)
}
try second.bind(to: .ipv4(.any, port: 10000))
try first.join(.ipv4("224.10.10.10"))
try second.join(.ipv4("224.11.11.11"))

let sender = try Socket(.ipv4, .datagram)
for group in ["224.10.10.10", "224.11.11.11"] as [IPv4Address] {
  try sender.send("to \(group)".utf8, to: .ipv4(group, port: 10000))
}
for (name, socket) in [("first", first), ("second", second)] {
  socket.timeout = .milliseconds(100)
  while let (data, _) = try? socket.receiveDatagram(upTo: 64) {
    print(name, "heard", String(decoding: data, as: UTF8.self))
  }
}
