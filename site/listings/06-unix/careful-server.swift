import Glibc
import Sockets

let path = "./socket_file"
let address = Address.unix(path: path)
let listener = try Socket(.unix, .stream)

do {
  try Socket(.unix, .datagram).connect(to: address)
} catch {
  switch error.code {
  case .wrongProtocolType:
    print("\(path) belongs to a server that is running")
    exit(1)
  case .connectionRefused:
    print("removing \(path)")
    unlink(path)
  default:
    break
  }
}

try listener.bind(to: address)
try listener.listen()
print("waiting for a connection")
_ = try listener.accept()
