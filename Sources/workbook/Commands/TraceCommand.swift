import ArgumentParser
import FoundationEssentials
import LabProtocol
import WorkbookConsole
import WorkbookEngine
import WorkbookModel
import WorkbookRun
import WorkbookSupport
import WorkbookVerify

struct TraceCommand: VerifyingCommand {
  static let configuration = CommandConfiguration(
    commandName: "trace",
    abstract: "Run one example and show what its programs did with sockets, in order.",
    discussion: """
      The example is run once more, with its programs stopped at each call that is about a socket \
      (ptrace(2)). What they print and do is shown in one order, in which the programs take turns: it \
      is the same every time, however luck would have it.

      With --packets, what crossed the network is shown instead, all of it, in the order in which it \
      did: when the kernel acknowledges differs from run to run, and pages leave that out. With \
      --capture it is written into a file, too, for tools such as tcpdump and Wireshark.
      """)

  @Argument(help: ArgumentHelp("An example.", valueName: "example"))
  var name: String

  @Flag(help: "Show packets instead of calls.")
  var packets = false

  @Option(help: ArgumentHelp("Write the packets into a pcap file.", valueName: "file"))
  var capture: String?

  @OptionGroup var options: BookOptions
  @OptionGroup var store: StoreOptions

  func run(_ book: Book) async throws {
    let (chapter, example) = try example(named: name, in: book)
    if let capture { try OutputFile(capture).check() }
    let (verifier, job) = try await prepare(example, of: chapter, in: book)
    let recording = try await verifier.run(
      job, observing: .init(traces: !packets, captures: packets || capture != nil))
    if case .unavailable(let failure) = recording.outcome {
      Console.error.print(failure, of: example)
      throw ToolStatus.notVerified.exit
    }
    if packets {
      for packet in Packet.packets(in: recording.frames) { Console.output.print(packet.words) }
    } else {
      CanonicalOrder(of: recording).print(of: example, to: Console.output)
    }
    if recording.lostFrames > 0 {
      let message = "\(recording.lostFrames) packets came too fast and are missing"
      Console.error.print(Diagnostic(.packetsMissing, .warning, at: example.location, message))
    }
    if let capture {
      try OutputFile(capture).write(PacketCapture.file(recording.frames))
    }
  }
}
