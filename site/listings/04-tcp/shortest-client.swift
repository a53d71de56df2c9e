import Sockets

let socket = try Socket(.ipv4, .stream)
defer { socket.close() }
try socket.connect(to: .ipv4(.loopback, port: 10000))
let message = "This is our message"
try socket.sendAll(message)
var received = 0
while received < message.utf8.count {
  let data = try socket.receive(upTo: 16)
  guard !data.isEmpty else { break }
  received += data.count
}
print("received \(received) bytes")
