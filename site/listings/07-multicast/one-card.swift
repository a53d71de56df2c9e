import Sockets

let socket = try Socket(.ipv4, .datagram)
try socket.bind(to: .ipv4(.any, port: 10000))
let words = CommandLine.arguments.dropFirst()
let chosen = try words.first.map { try Interface(named: $0) }
let interface = chosen ?? .any
try socket.join(.ipv4("224.10.10.10", on: interface))
print("joined on \(words.first ?? "any interface")")

let (data, sender) = try socket.receiveDatagram(upTo: 1024)
print("\(data.count) bytes from \(sender)")
do {
  socket.timeout = .seconds(1)
  let (more, other) = try socket.receiveDatagram(upTo: 1024)
  print("\(more.count) bytes from \(other)")
} catch {
  print(error)
}
