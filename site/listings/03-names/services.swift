import Sockets

for name in ["http", "smtp", "domain"] {
  let service = try Service(named: name, over: "tcp")
  print("\(name): port \(service.port)")
}
for port: UInt16 in [22, 80, 65535] {
  do {
    let service = try Service(at: port, over: "tcp")
    print("port \(port): \(service.name)")
  } catch {
    print(error)
  }
}
