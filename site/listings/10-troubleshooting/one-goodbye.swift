import Sockets

let listener = try Socket(.ipv4, .stream)
if CommandLine.arguments.contains("reuse") {
  try listener.set(.reuseAddress, to: true)
}
do {
  try listener.bind(to: .ipv4(.loopback, port: 10000))
  try listener.listen(backlog: 1)
  print("listening")
  let (connection, _) = try listener.accept()
  connection.close()
} catch {
  print(error)
}
