import Glibc

func require(_ result: Int, _ call: String) -> Int {
  if result < 0 { perror(call); exit(1) }
  return result
}

func text(_ address: sockaddr_in) -> String {
  let host = UInt32(bigEndian: address.sin_addr.s_addr)
  let bytes = [24, 16, 8, 0].map { String(host >> $0 & 255) }
  let port = UInt16(bigEndian: address.sin_port)
  return bytes.joined(separator: ".") + ":\(port)"
}

let stream = CInt(SOCK_STREAM.rawValue)
let quiet = CInt(MSG_NOSIGNAL)
let listener = CInt(require(Int(socket(AF_INET, stream, 0)), "socket"))
var address = sockaddr_in()
address.sin_family = sa_family_t(AF_INET)
address.sin_port = UInt16(10000).bigEndian
address.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian
var length = socklen_t(MemoryLayout<sockaddr_in>.size)

print("Starting up on \(text(address))")
let bound = withUnsafePointer(to: &address) {
  $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
    bind(listener, $0, length)
  }
}
_ = require(Int(bound), "bind")
_ = require(Int(listen(listener, 1)), "listen")

while true {
  print("waiting for a connection")
  var client = sockaddr_in()
  let accepted = withUnsafeMutablePointer(to: &client) {
    $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
      accept(listener, $0, &length)
    }
  }
  let connection = CInt(require(Int(accepted), "accept"))
  print("connection from \(text(client))")

  var buffer = [UInt8](repeating: 0, count: 16)
  while true {
    let count = require(recv(connection, &buffer, 16, 0), "recv")
    let data = String(decoding: buffer.prefix(count), as: UTF8.self)
    print("received \"\(data)\"")
    guard count > 0 else { break }
    print("sending data back to the client")
    var sent = 0
    while sent < count {
      let rest = Array(buffer[sent..<count])
      sent += require(send(connection, rest, rest.count, quiet), "send")
    }
  }
  print("no data from \(text(client))")
  print("Closing current connection")
  close(connection)
}
