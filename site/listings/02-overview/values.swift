import Glibc

print("AF_INET:     \(AF_INET)")
print("AF_INET6:    \(AF_INET6)")
print("AF_UNIX:     \(AF_UNIX)")
print("SOCK_STREAM: \(SOCK_STREAM.rawValue)")
print("SOCK_DGRAM:  \(SOCK_DGRAM.rawValue)")
