/// What reads bytes that strangers made: the first byte of an input chooses one, and the rest is for it.
///
/// Seeds begin with the number of their reader, so a new one goes to the end.
private let readers: [@Sendable ([UInt8]) -> Void] = [
  // Sockets.
  checkIPv4, checkIPv6, checkAddress, checkSocketAddress, checkHexadecimal, checkFormat,
  // A checkout.
  checkChapter, checkMarkdown, checkConfiguration, checkJSON,
  // A browser, a language server, the helper of the lab, the network, a compiler, programs.
  checkRequest, checkMessages, checkHover, checkEvents, checkFrames, checkObject, checkLines,
  checkTranscript,
]

/// Gives bytes that libFuzzer made up to one of the readers, and stops the program where one of them doesn't
/// keep a promise.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = UnsafeBufferPointer(start: start, count: count)
  guard let first = bytes.first else { return 0 }
  readers[Int(first) % readers.count](Array(bytes.dropFirst()))
  return 0
}

/// Changes all of an input but its first byte, so that what was found for one reader isn't wasted on another.
@_cdecl("LLVMFuzzerCustomMutator")
public func mutate(
  _ start: UnsafeMutablePointer<UInt8>, _ count: Int, _ limit: Int, _ seed: CUnsignedInt
) -> Int {
  guard count > 0, limit > 1 else { return mutateAll(start, count, limit) }
  return 1 + mutateAll(start + 1, count - 1, limit - 1)
}

/// What libFuzzer does to an input if it isn't asked to do anything else.
@_silgen_name("LLVMFuzzerMutate")
private func mutateAll(_ start: UnsafeMutablePointer<UInt8>, _ count: Int, _ limit: Int) -> Int

/// Stops the program if a promise isn't kept.
func require(_ condition: Bool, _ promise: @autoclosure () -> String) {
  if !condition { fatalError(promise()) }
}
