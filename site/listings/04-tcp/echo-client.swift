import Sockets

let server = Address.ipv4(.loopback, port: 10000)
let socket = try Socket(.ipv4, .stream)

print("connecting to \(server)")
try socket.connect(to: server)
do {
  defer {
    print("closing socket")
    socket.close()
  }

  let message = "This is our message. It is very long but "
    + "will only be transmitted in chunks of 16 at a time"
  print("sending \"\(message)\"")
  try socket.sendAll(message)

  // Look for the answer.
  var received = 0
  let expected = message.utf8.count
  while received < expected {
    let data = try socket.receive(upTo: 16)
    received += data.count
    let text = String(decoding: data, as: UTF8.self)
    print("received \"\(text)\"")
  }
}
