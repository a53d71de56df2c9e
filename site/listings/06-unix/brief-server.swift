import Sockets

let address = Address.unix(path: "./socket_file")
let listener = try Socket(.unix, .stream)
do {
  defer { listener.close() }
  try listener.bind(to: address)
  try listener.listen(backlog: 1)
  print("listened on \(address)")
} catch {
  print(error)
}
