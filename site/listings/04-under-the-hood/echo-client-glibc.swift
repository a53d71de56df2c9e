import Glibc

func require(_ result: Int, _ call: String) -> Int {
  if result < 0 { perror(call); exit(1) }
  return result
}

let stream = CInt(SOCK_STREAM.rawValue)
let quiet = CInt(MSG_NOSIGNAL)
let client = CInt(require(Int(socket(AF_INET, stream, 0)), "socket"))
var server = sockaddr_in()
server.sin_family = sa_family_t(AF_INET)
server.sin_port = UInt16(10000).bigEndian
server.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian

print("connecting to 127.0.0.1:10000")
let connected = withUnsafePointer(to: &server) {
  $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
    connect(client, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
  }
}
_ = require(Int(connected), "connect")

let message = "This is our message. It is very long but "
  + "will only be transmitted in chunks of 16 at a time"
print("sending \"\(message)\"")
let bytes = Array(message.utf8)
var sent = 0
while sent < bytes.count {
  let rest = Array(bytes[sent...])
  sent += require(send(client, rest, rest.count, quiet), "send")
}

var buffer = [UInt8](repeating: 0, count: 16)
var received = 0
while received < bytes.count {
  let count = require(recv(client, &buffer, 16, 0), "recv")
  received += count
  let text = String(decoding: buffer.prefix(count), as: UTF8.self)
  print("received \"\(text)\"")
}
print("closing socket")
close(client)
