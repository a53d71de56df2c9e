import Glibc
import Sockets

private let chunk = 65536

extension Benchmark {
  /// One thread sends chunks of 64 KiB through the loopback interface, another receives them.
  static func stream(count: Int) -> Benchmark {
    let data = [UInt8](repeating: 7, count: chunk)
    return Benchmark(name: "stream", count: count) {
      let (sender, receiver) = try connection()
      let sending = Work {
        for _ in 0..<count { try? sender.sendAll(data) }
      }
      var buffer = data
      var received = 0
      while received < count * chunk { received += try receiver.receive(into: &buffer) }
      sending.join()
    } byHand: {
      let (sender, receiver) = try connection()
      let (sending, receiving) = (sender.descriptor, receiver.descriptor)
      let work = Work {
        for _ in 0..<count {
          data.withUnsafeBytes { data in
            var rest = data[...]
            while !rest.isEmpty {
              let sent = UnsafeRawBufferPointer(rebasing: rest).withMemoryRebound(to: UInt8.self) {
                send(sending, $0.baseAddress, $0.count, flags)
              }
              precondition(sent > 0)
              rest = rest.dropFirst(sent)
            }
          }
        }
      }
      var buffer = data
      var received = 0
      while received < count * chunk { received += recv(receiving, &buffer, chunk, 0) }
      work.join()
      withExtendedLifetime((sender, receiver)) {}
    }
  }

  /// One thread sends 16 bytes and waits until the other has sent them back.
  static func echo(count: Int) -> Benchmark {
    let data = [UInt8](repeating: 7, count: 16)
    return Benchmark(name: "echo", count: count) {
      let (client, server) = try connection()
      let serving = Work {
        var buffer = data
        for _ in 0..<count {
          _ = try? server.receive(into: &buffer)
          try? server.sendAll(buffer)
        }
      }
      var buffer = data
      for _ in 0..<count {
        try client.sendAll(buffer)
        _ = try client.receive(into: &buffer)
      }
      serving.join()
    } byHand: {
      let (client, server) = try connection()
      let (asking, answering) = (client.descriptor, server.descriptor)
      let serving = Work {
        var buffer = data
        for _ in 0..<count {
          _ = recv(answering, &buffer, buffer.count, 0)
          _ = send(answering, buffer, buffer.count, flags)
        }
      }
      var buffer = data
      for _ in 0..<count {
        _ = send(asking, buffer, buffer.count, flags)
        _ = recv(asking, &buffer, buffer.count, 0)
      }
      serving.join()
      withExtendedLifetime((client, server)) {}
    }
  }
}

private let flags = CInt(MSG_NOSIGNAL)

private func connection() throws -> (Socket, Socket) {
  let listener = try Socket.server(at: .ipv4(.loopback, port: 0))
  let client = try Socket(.ipv4, .stream)
  try client.connect(to: listener.localAddress)
  let (server, _) = try listener.accept()
  try client.set(.noDelay, to: true)
  try server.set(.noDelay, to: true)
  return (client, server)
}

/// A body that runs on a thread of its own.
private struct Work {
  private let thread: pthread_t

  private final class Body {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }

  init(_ body: @escaping @Sendable () -> Void) {
    var thread = pthread_t()
    let argument = Unmanaged.passRetained(Body(body)).toOpaque()
    let code = pthread_create(
      &thread, nil,
      {
        if let argument = $0 { Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run() }
        return nil
      }, argument)
    precondition(code == 0, "no thread could be started")
    self.thread = thread
  }

  func join() {
    pthread_join(thread, nil)
  }
}
