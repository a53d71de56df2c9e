import Sockets

let socket = try Socket(.ipv4, .stream)
try socket.connect(to: .ipv4(.loopback, port: 10000))

let message = [UInt8](repeating: 0x61, count: 20_000_000)
do {
  print("sending \(message.count) bytes")
  try socket.sendAll(message)
  print("receiving")
  let answer = try socket.receive(exactly: message.count)
  print("received \(answer.count) bytes")
} catch {
  print(error)
}
socket.close()
