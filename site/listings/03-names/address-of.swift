import Sockets

print(try IPv4Address(resolving: "google.com"))
