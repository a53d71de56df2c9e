import Sockets

print("this machine:", HostEntry.fullyQualifiedName())
let names = ["rodgers-PC", "127.0.1.1", "smtp.example.org"]
for name in names + ["localhost", "nobody"] {
  print("\(name):", HostEntry.fullyQualifiedName(of: name))
}
