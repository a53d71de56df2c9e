import Glibc
import Sockets

let count = sysconf(Int32(_SC_NPROCESSORS_ONLN))
let (here, there) = try Socket.pair()
let (mouth, ear) = try Socket.pair()
for _ in 1...count {
  Task.detached { try there.receive(upTo: 1) }
}
Task.detached { try mouth.sendAll("!") }

let soon = try ear.wait(for: .reading, timeout: .milliseconds(300))
print("the last task ran: \(soon == .reading)")
try here.sendAll([UInt8](repeating: 0, count: count))
let later = try ear.wait(for: .reading)
print("the last task ran: \(later == .reading)")
