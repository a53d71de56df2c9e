import Sockets

print(try HostEntry.localName)
