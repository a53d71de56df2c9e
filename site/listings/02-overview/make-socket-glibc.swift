import Glibc

func require(_ result: CInt, _ call: String) {
  guard result == -1 else { return }
  perror(call)
  exit(1)
}

func text(_ address: sockaddr_in) -> String {
  let host = UInt32(bigEndian: address.sin_addr.s_addr)
  let bytes = [24, 16, 8, 0].map { String(host >> $0 & 255) }
  let port = UInt16(bigEndian: address.sin_port)
  return bytes.joined(separator: ".") + ":\(port)"
}

func localAddress(of number: CInt) -> sockaddr_in {
  var address = sockaddr_in()
  var length = socklen_t(MemoryLayout<sockaddr_in>.size)
  let result = withUnsafeMutablePointer(to: &address) {
    $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
      getsockname(number, $0, &length)
    }
  }
  require(result, "getsockname")
  return address
}

var address = sockaddr_in()
address.sin_family = sa_family_t(AF_INET)
address.sin_port = UInt16(10000).bigEndian
address.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian
let length = socklen_t(MemoryLayout<sockaddr_in>.size)

let number = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
require(number, "socket")
print("made, descriptor \(number)")
print("address: \(text(localAddress(of: number)))")
let bound = withUnsafePointer(to: &address) {
  $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
    bind(number, $0, length)
  }
}
require(bound, "bind")
print("address: \(text(localAddress(of: number)))")

require(close(number), "close")
print("closed, and the number is still \(number)")
