import ArgumentParser
import Sockets
import WorkbookConsole
import WorkbookModel
import WorkbookPreview

struct ServeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Show the pages in a browser, and follow the chapters as they are written.",
    discussion: """
      The pages are served to this machine only, and nothing is written into site/. When a chapter is \
      saved, its page is made anew, and browsers that show it load it again, at the place where they \
      were. Examples run again where their programs, files or commands changed. What is wrong with a \
      chapter or an example is shown on the page, in its place. Ctrl-C ends it.
      """)

  @Option(
    help: ArgumentHelp(
      "The port on 127.0.0.1; 0 for any. Without it, the first free one from 8080 on.",
      valueName: "number"))
  var port: UInt16?

  @OptionGroup var options: BookOptions
  @OptionGroup var store: StoreOptions

  func run() async throws {
    let folder = try options.folder()
    let server = try makeServer(folder)
    let view = PreviewView()
    let preview = Preview(
      folder, storeAt: store.place, server: server, tool: ToolVersion.current
    ) { view.show($0) }
    Console.output.print("http://localhost:\(server.port)/")
    try await withTaskCancellationHandler {
      try await reportingErrors { try await follow(preview, server) }
    } onCancel: {
      server.end()
    }
  }

  private func follow(_ preview: Preview, _ server: PreviewServer) async throws {
    try await withThrowingTaskGroup { group in
      group.addTask { try await server.run() }
      group.addTask { try await preview.follow() }
      // The server ends first; or the preview fails.
      try await group.next()
      server.end()
      group.cancelAll()
    }
  }

  private func makeServer(_ folder: BookFolder) throws -> PreviewServer {
    do throws(SocketError) {
      return try PreviewServer(port: port, serving: folder)
    } catch  where error.code == .addressInUse {
      throw ValidationError("another program has port \(port ?? 0); name another with --port")
    } catch {
      Console.error.printError(error.description)
      throw ToolStatus.failure.exit
    }
  }
}
