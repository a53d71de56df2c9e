import Sockets

print("Hello from \(try HostEntry.localName)")
