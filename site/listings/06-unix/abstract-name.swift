import Sockets

let address = Address.abstract(name: "echo")
let first = try Socket.server(at: address)
print("listening on \(try first.localAddress)")
do {
  _ = try Socket.server(at: address)
} catch {
  print(error)
}
first.close()
_ = try Socket.server(at: address)
print("listening on \(address) again")
