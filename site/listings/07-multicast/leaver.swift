import Sockets

let group: IPv4Address = "224.10.10.10"
let receiver = try Socket(.ipv4, .datagram)
try receiver.bind(to: .ipv4(.any, port: 10000))
try receiver.join(.ipv4(group))
receiver.timeout = .milliseconds(100)

let sender = try Socket(.ipv4, .datagram)
for text in ["first", "second"] {
  try sender.send(text.utf8, to: .ipv4(group, port: 10000))
  do {
    let data = try receiver.receive(upTo: 64)
    print("heard", String(decoding: data, as: UTF8.self))
    try receiver.leave(.ipv4(group))
  } catch {
    print(error)
  }
}
