import Sockets

let address = Address.ipv4(.loopback, port: 10000)
let listener = try Socket.server(at: address)
let (connection, _) = try listener.accept()
let format: BinaryFormat = "!H"
let front = try connection.receive(exactly: format.size)
let count = try format.unpack(front, as: Int.self)
let data = try connection.receive(exactly: count)
print("\(count) bytes: \(String(decoding: data, as: UTF8.self))")
