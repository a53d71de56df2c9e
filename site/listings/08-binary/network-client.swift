import Sockets

let socket = try Socket(.ipv4, .stream)
try socket.connect(to: .ipv4(.loopback, port: 10000))

let values = (1, "ab", 2.7)
let format: BinaryFormat = "!I 2s f"
let data = try format.pack(values.0, values.1, values.2)
print("sending \(data.hexadecimal)")
try socket.sendAll(data)
socket.close()
