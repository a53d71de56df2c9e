import FoundationEssentials

/// Lets only so many tests at a time run programs.
///
/// Swift Testing begins every test at once. A few at a time are done sooner, and none of them meets a time
/// limit only because a hundred others run.
package actor Slots {
  /// What the whole test run shares, as it shares the machine.
  package static let programs = Slots(2 * ProcessInfo.processInfo.activeProcessorCount)

  private var free: Int
  private var waiting: [CheckedContinuation<Void, Never>] = []

  package init(_ count: Int) {
    free = count
  }

  /// Does something once there is a slot for it.
  package nonisolated func take<Result: Sendable>(
    _ body: @Sendable () async throws -> Result
  ) async throws -> Result {
    await enter()
    do {
      let result = try await body()
      await leave()
      return result
    } catch {
      await leave()
      throw error
    }
  }

  private func enter() async {
    guard free == 0 else {
      free -= 1
      return
    }
    await withCheckedContinuation { waiting.append($0) }
  }

  private func leave() {
    if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
  }
}
