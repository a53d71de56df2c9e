import FoundationEssentials
package import WorkbookModel

/// Which examples took long when they were first run as they are now.
///
/// An example of three seconds that is begun last keeps all others waiting, so the longest are begun first.
package struct Durations: Sendable {
  private let store: Store

  /// What takes less, in milliseconds, isn't worth remembering.
  private static let worthRemembering = 100.0

  package init(rememberedIn store: Store) {
    self.store = store
  }

  /// How long an example takes, in milliseconds; 0 where that isn't known, or isn't long.
  package func duration(of example: Example) -> Double {
    guard let entry = try? store.entry(for: key(for: example)),
      let data = try? Store.contents(of: "milliseconds", in: entry)
    else { return 0 }
    return Double(String(decoding: data, as: UTF8.self)) ?? 0
  }

  /// Remembers how long an example took, in milliseconds, where that is long; the first time counts.
  ///
  /// - Throws: ``BuildError`` with ``BuildError/store(path:reason:)``.
  package func note(_ duration: Double, of example: Example) async throws {
    guard duration >= Self.worthRemembering else { return }
    _ = try await store.entry(for: key(for: example)) { folder in
      try Store.write("\(duration)".utf8, to: "milliseconds", in: folder)
    }
  }

  /// Programs that change under the same commands seldom take another time.
  private func key(for example: Example) -> StoreKey {
    let commands = example.commands.map { $0 + "\n" }
    return StoreKey("duration", ["example": example.name, "commands": commands.joined()])
  }
}
