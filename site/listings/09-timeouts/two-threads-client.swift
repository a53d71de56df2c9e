import Dispatch
import Sockets

let socket = try Socket(.ipv4, .stream)
try socket.connect(to: .ipv4(.loopback, port: 10000))
let message = [UInt8](repeating: 0x61, count: 20_000_000)

let sending = DispatchQueue(label: "sending")
sending.async {
  do {
    try socket.sendAll(message)
    print("sent \(message.count) bytes")
  } catch {
    print(error)
  }
}
let answer = try socket.receive(exactly: message.count)
sending.sync {}
print("received \(answer.count) bytes")
socket.close()
