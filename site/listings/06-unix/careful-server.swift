import Glibc
import Sockets

func isSocket(_ path: String) -> Bool {
  var status = stat()
  let result = lstat(path, &status)
  return result == 0 && status.st_mode & S_IFMT == S_IFSOCK
}

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
  case .connectionRefused where isSocket(path):
    print("removing \(path)")
    unlink(path)
  case .connectionRefused:
    print("\(path) is no socket")
    exit(1)
  default:
    break
  }
}

try listener.bind(to: address)
try listener.listen()
print("waiting for a connection")
_ = try listener.accept()
