import Sockets

for length in [107, 108] {
  let path = String(repeating: "x", count: length)
  let socket = try Socket(.unix, .stream)
  do {
    try socket.bind(to: .unix(path: path))
    print("\(length) bytes: bound")
  } catch {
    print("\(length) bytes: \(error.code)")
  }
}
