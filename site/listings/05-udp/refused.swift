import Sockets

let server = Address.ipv4(.loopback, port: 10000)
let socket = try Socket(.ipv4, .datagram)
try socket.connect(to: server)

let sent = try socket.send("Hello?".utf8)
print("sent \(sent) bytes")
do {
  let data = try socket.receive(upTo: 4096)
  print("received \(data.count) bytes")
} catch {
  print(error)
}
