import Sockets

let server = Address.ipv4(.loopback, port: 10000)
let socket = try Socket(.ipv4, .datagram)
let message = "This is our message. It will be sent all at once"

do {
  defer {
    print("closing socket")
    socket.close()
  }

  print("sending \"\(message)\"")
  try socket.send(message.utf8, to: server)

  print("waiting to receive")
  let (data, _) = try socket.receiveDatagram(upTo: 4096)
  let text = String(decoding: data, as: UTF8.self)
  print("received \"\(text)\"")
}
