import Sockets

let server = Address.ipv4(.loopback, port: 10000)
let socket = try Socket(.ipv4, .datagram)
socket.timeout = .milliseconds(300)

let sent = try socket.send("Hello?".utf8, to: server)
print("sent \(sent) bytes")
do {
  let (data, _) = try socket.receiveDatagram(upTo: 4096)
  print("received \(data.count) bytes")
} catch {
  print(error)
}
