import Dispatch
package import Sockets
import Synchronization
package import WorkbookModel

/// Serves the pages to this machine's browsers, and tells them when a page changes.
///
/// One thread does it, which waits for all connections at once; an answer that waits for a change is then
/// nothing but a connection that isn't looked at. Each connection carries one request: on loopback a new
/// one costs less than the bookkeeping of an old one.
package final class PreviewServer: Sendable {
  /// How many connections there may be; when there are more, the oldest is closed.
  static let mostConnections = 200

  /// The port at which it listens, on 127.0.0.1 only.
  package let port: UInt16
  private let listener: Socket
  /// Two ends: a byte into the one wakes the thread at the other.
  private let (bell, alarm): (Socket, Socket)
  private let state: Mutex<State>

  private struct State {
    var files: PreviewFiles
    var isEnding = false
  }

  /// Starts to listen.
  ///
  /// - Parameters:
  ///   - port: The port, or 0 for any that is free; without it, the first free one from 8080 on.
  ///   - folder: The book whose `site/` has the pictures and fonts that pages show.
  /// - Throws: `SocketError`, with `.addressInUse` where another program has the port.
  package init(port: UInt16?, serving folder: BookFolder) throws(SocketError) {
    listener = try Self.listener(port)
    self.port = try listener.localAddress.port ?? 0
    listener.timeout = .zero
    (bell, alarm) = try Socket.pair()
    (bell.timeout, alarm.timeout) = (.zero, .zero)
    state = Mutex(State(files: PreviewFiles(folder: folder)))
  }

  private static func listener(_ port: UInt16?) throws(SocketError) -> Socket {
    if let port { return try Socket.server(at: .ipv4(.loopback, port: port)) }
    for port in UInt16(8080)...8099 {
      do throws(SocketError) {
        return try Socket.server(at: .ipv4(.loopback, port: port))
      } catch {
        guard error.code == .addressInUse else { throw error }
      }
    }
    return try Socket.server(at: .ipv4(.loopback, port: 0))
  }

  /// Shows another state of what there is, and answers browsers that wait for a page that changed by it.
  ///
  /// - Parameter change: What is shown now.
  /// - Returns: The names of the files that changed, as far as can be told without making them.
  func publish(_ change: (inout PreviewFiles) -> [String]) -> [String] {
    let changed = state.withLock { change(&$0.files) }
    if !changed.isEmpty { ring() }
    return changed
  }

  /// Lets ``run()`` return.
  package func end() {
    state.withLock { $0.isEnding = true }
    ring()
  }

  private func ring() {
    // A bell that can't be rung any more has rung, and isn't answered yet.
    _ = try? bell.send([0])
  }

  /// Serves until ``end()``, on a thread of its own.
  ///
  /// - Throws: `SocketError`, where the kernel has no more room for what the server needs.
  package func run() async throws {
    try await withCheckedThrowingContinuation { continuation in
      DispatchQueue(label: "preview server").async {
        continuation.resume(with: Result { try self.serve() })
      }
    }
  }

  // MARK: The thread

  private func serve() throws(SocketError) {
    // In the order in which they came.
    var connections: [PreviewConnection] = []
    while true {
      var waiting: [(Socket, Socket.PollEvents)] = [(alarm, .reading), (listener, .reading)]
      waiting += connections.map { ($0.socket, $0.events) }
      let deadline = connections.map(\.deadline).min()
      let ready = try Socket.poll(waiting, timeout: deadline.map { $0 - .now })
      let sockets = Set(ready.map(\.socket))

      if sockets.contains(alarm) { _ = try? alarm.receive(upTo: 1024) }
      let (files, isEnding) = state.withLock { ($0.files, $0.isEnding) }
      guard !isEnding else { break }
      for index in connections.indices {
        let isReady = sockets.contains(connections[index].socket)
        connections[index].proceed(isReady: isReady, files, port: port)
      }
      if sockets.contains(listener) {
        // One that has gone again before it was taken is no concern of the others.
        while let (socket, _) = try? listener.accept() {
          connections.append(PreviewConnection(socket))
        }
      }
      connections.removeFirst(max(0, connections.count - Self.mostConnections))
      connections.removeAll(where: \.isOver)
    }
    listener.close()
  }
}
