import Glibc
import Sockets

let path = "./socket_file"
let socket = try Socket(.unix, .stream)
print("connecting to \(path)")
do {
  try socket.connect(to: .unix(path: path))
} catch {
  print(error)
  exit(1)
}

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
