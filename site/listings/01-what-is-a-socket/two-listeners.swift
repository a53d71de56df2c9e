import Sockets

let internet = try Socket(.ipv4, .stream)
try internet.bind(to: .ipv4(.loopback, port: 10000))
try internet.listen(backlog: 1)

let local = try Socket(.unix, .stream)
try local.bind(to: .unix(path: "./socket_file"))
try local.listen(backlog: 1)

_ = try internet.accept()
