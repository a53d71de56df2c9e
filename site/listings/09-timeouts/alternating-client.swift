import Sockets

let socket = try Socket(.ipv4, .stream)
try socket.connect(to: .ipv4(.loopback, port: 10000))
socket.timeout = .zero

let message = [UInt8](repeating: 0x61, count: 20_000_000)
var sent = 0
var received = 0
while received < message.count {
  let ready = try socket.wait(
    for: sent < message.count ? [.reading, .writing] : .reading)
  if ready.contains(.writing) {
    sent += try socket.send(message[sent...])
    if sent == message.count { print("sent \(sent) bytes") }
  }
  if ready.contains(.reading) {
    let data = try socket.receive(upTo: 65536)
    guard !data.isEmpty else { break }
    received += data.count
  }
}
print("received \(received) bytes")
socket.close()
