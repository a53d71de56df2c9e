import Glibc

var hints = addrinfo()
hints.ai_family = AF_INET
hints.ai_socktype = CInt(SOCK_STREAM.rawValue)
var list: UnsafeMutablePointer<addrinfo>?
let code = getaddrinfo("google.com", nil, &hints, &list)
guard code == 0 else {
  print(String(cString: gai_strerror(code)))
  exit(1)
}

var entry = list
while let current = entry?.pointee {
  var text = [CChar](repeating: 0, count: 1025)
  let result = getnameinfo(
    current.ai_addr, current.ai_addrlen,
    &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST)
  if result == 0 {
    puts(text)
  }
  entry = current.ai_next
}
freeaddrinfo(list)
