import Sockets

let host = try HostEntry(named: "google.com")
print("Name: ", host.name)
print("Aliases: ", host.aliases)
print("Addresses: ", host.addresses)
