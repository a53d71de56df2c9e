import Sockets

let format: BinaryFormat = "I 2s f"
let address = Address.ipv4(.loopback, port: 10000)
do {
  let listener = try Socket.server(at: address, backlog: 1)
  while true {
    print("\nwaiting for a connection")
    let (connection, _) = try listener.accept()
    defer { connection.close() }
    let data = try connection.receive(upTo: format.size)
    print("received \(data.count) of \(format.size) bytes")
    let values = try format.unpack(
      data, as: UInt32.self, String.self, Double.self)
    print("unpacked: \(values)")
  }
} catch {
  print(error)
}
