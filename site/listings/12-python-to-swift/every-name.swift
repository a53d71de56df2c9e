import Glibc
import Sockets

func never(_ text: String) throws {
  let socket = try Socket(.ipv4, .stream)
  _ = try Socket(.ipv6, .datagram)
  _ = try Socket(.unix, .stream)
  _ = try HostEntry.localName
  _ = try IPv4Address(resolving: text)
  _ = try HostEntry(named: text)
  _ = try HostEntry(at: .loopback)
  _ = HostEntry.fullyQualifiedName()
  _ = try Endpoint.resolve(text, service: "10000")
  _ = (try Service(named: text), try Service(at: 80))
  let address = Address.ipv4(.loopback, port: 10000)
  try socket.bind(to: address)
  try socket.listen(backlog: 1)
  _ = try socket.accept()
  try socket.connect(to: address)
  _ = Array("text".utf8)
  try socket.sendAll(text)
  let data = try socket.receive(upTo: 16)
  try socket.shutdown(.writing)
  _ = (try socket.localAddress, try socket.peerAddress)
  _ = socket.descriptor
  _ = try Socket.server(at: address)
  _ = try Socket.connected(to: text, port: 10000)
  try socket.send(data, to: address)
  _ = try socket.receiveDatagram(upTo: 4096)
  try socket.bind(to: .unix(path: text))
  unlink(text)
  try socket.set(.reuseAddress, to: true)
  try socket.set(.multicastTimeToLive, to: 1)
  try socket.join(.ipv4("224.10.10.10"))
  _ = IPv4Address.any
  _ = IPv4Address(permissive: text)?.bytes ?? IPv4Address(text)?.bytes
  let format: BinaryFormat = "I 2s f"
  let packed = try format.pack(UInt32(1), "ab", 2.7)
  _ = try format.unpack(
    packed, as: UInt32.self, String.self, Float.self)
  print(format.size, packed.hexadecimal)
  socket.timeout = .zero
  socket.timeout = nil
  socket.timeout = .milliseconds(200)
  _ = try Socket.poll([(socket, .reading)])
  socket.close()
  exit(1)
}

do throws(SocketError) {
  throw SocketError(call: "recv", code: .timedOut)
} catch {
  print(error.call, error.subject ?? "of nobody", error.code)
}
print(ErrorCode.noSuchFile)
print(ErrorCode.wouldBlock)
print(ErrorCode.inProgress)
