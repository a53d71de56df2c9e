import ArgumentParser
import WorkbookConsole
import WorkbookEngine
import WorkbookModel

struct ShowCommand: BookCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Show one example as the chapter has it: its files, its terminals, where they are.",
    discussion: "Nothing is built and nothing is run; workbook run shows what really happens.")

  @Argument(help: ArgumentHelp("An example.", valueName: "example"))
  var name: String

  @OptionGroup var options: BookOptions

  func run(_ book: Book) throws {
    let (chapter, example) = try book.example(named: name)
    let console = Console.output
    console.print("\(console.styled(example.name, .strong))  \(chapter.title)")
    for listing in chapter.listings {
      guard listing.programName.map(example.programs.contains) ?? true else { continue }
      console.print("\(console.styled("\(listing.pieces[0].fence)", .quiet))  \(listing.name)")
    }
    for (index, terminal) in example.terminals.enumerated() {
      let ports = terminal.clientPorts
      let range =
        ports.count == 1
        ? "port \(ports.lowerBound)" : "ports \(ports.lowerBound)-\(ports.upperBound)"
      console.print()
      console.print(
        console.styled(
          "\(terminal.location)  terminal \(index + 1), client \(range), \(terminal.comparison.rawValue)",
          .quiet))
      for command in terminal.commands {
        show(command, prompt: terminal.prompt(of: command), on: console)
      }
    }
  }

  private func show(_ command: Command, prompt: String, on console: Console) {
    for (index, line) in command.line.split(separator: "\n").enumerated() {
      console.print(console.styled((index == 0 ? prompt : "> ") + line, .strong))
    }
    for line in command.expected { console.print(line.text) }
    if command.isInterrupted { console.print(console.styled("^C", .strong)) }
    if let status = command.status { console.print("[\(status)]") }
  }
}
