import Sockets

let socket = try Socket(.ipv4, .stream)
try socket.connect(to: .ipv4(.loopback, port: 10000))
let message = [UInt8](repeating: 0x61, count: 20_000_000)

let answer = Task.detached {
  try socket.receive(exactly: message.count)
}
try socket.sendAll(message)
print("sent \(message.count) bytes")
print("received \(try await answer.value.count) bytes")
socket.close()
