/// What the kernel limits for each process (getrlimit(2)), as far as a lab sets it.
package enum LimitedResource: String, Codable, CaseIterable, Hashable, Sendable {
  case coreFile, processorTime, data, fileSize, locks, lockedMemory, messageQueues, niceness
  case openFiles, memory, processes, residentMemory, realTimePriority, realTime, pendingSignals
  case stack
}
