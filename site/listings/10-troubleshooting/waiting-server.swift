import Sockets

let listener = try Socket(.ipv4, .stream)
try listener.bind(to: .ipv4(.loopback, port: 10000))
try listener.listen(backlog: 1)
print("waiting for a connection")
_ = try listener.accept()
