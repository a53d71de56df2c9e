import Sockets

let socket = try Socket(.ipv4, .stream)
try socket.connect(to: .ipv4(.loopback, port: 10000))
let message = "This is our message. It is very long but "
  + "will only be transmitted in chunks of 16 at a time"
try socket.sendAll(message)

var received = 0
let expected = message.utf8.count
while received < expected {
  let data = try socket.receive(upTo: 16)
  guard !data.isEmpty else {
    print("the server left after \(received) of \(expected) bytes")
    break
  }
  received += data.count
}
