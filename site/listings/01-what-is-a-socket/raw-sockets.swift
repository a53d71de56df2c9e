import Sockets

do {
  let socket = try Socket(.ipv4, .raw, .icmp)
  print(socket)
} catch {
  print(error)
}

let socket = try Socket(.unix, .raw)
let same = try Socket(adopting: socket.detach())
print("asked for \(socket.kind), got \(same.kind)")
