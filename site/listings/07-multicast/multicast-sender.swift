import Sockets

let group = Address.ipv4("224.10.10.10", port: 10000)
let message = "very important data"
let socket = try Socket(.ipv4, .datagram)
socket.timeout = .seconds(1)
try socket.set(.multicastTimeToLive, to: 1)
defer {
  print("closing socket")
  socket.close()
}

print("sending \"\(message)\"")
try socket.send(message.utf8, to: group)

// Look for answers until nobody has any more.
answers: while true {
  print("waiting to receive")
  do {
    let (data, receiver) = try socket.receiveDatagram(upTo: 16)
    let text = String(decoding: data, as: UTF8.self)
    print("received \"\(text)\" from \(receiver)")
  } catch {
    guard error.code == .timedOut else { throw error }
    print("timed out, no more responses")
    break answers
  }
}
