import Sockets

for text in ["127.0.0.1:10000", "[::1]:10000", "./socket_file"] {
  guard let address = Address(text) else {
    print("\(text) is no address")
    continue
  }
  print("\(address.family): \(address)")
}

print(Address.ipv4(.loopback, port: 10000))
print(Address.ipv6(.loopback, port: 10000))
print(Address.unix(path: "./socket_file"))
