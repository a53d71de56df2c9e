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
    let (chapter, example) = try example(named: name, in: book)
    let console = Console.output
    console.print("\(console.styled(example.name, .strong))  \(chapter.title)")
    for listing in chapter.listings {
      guard listing.programName.map(example.programs.contains) ?? true else { continue }
      console.print("\(console.styled("\(listing.pieces[0].fence)", .quiet))  \(listing.name)")
    }
    for (index, terminal) in example.terminals.enumerated() {
      let ranges = example.clientPorts(ofWindow: terminal.window).map { range in
        range.count == 1 ? "\(range.lowerBound)" : "\(range.lowerBound)-\(range.upperBound)"
      }
      let ports = "ports " + ranges.joined(separator: ",")
      console.print()
      console.print(
        console.styled(
          "\(terminal.location)  terminal \(index + 1), client \(ports), \(terminal.comparison.rawValue)"
            + (terminal.hasColumns ? ", columns" : ""),
          .quiet))
      for step in terminal.steps { show(step, prompt: terminal.prompt, on: console) }
    }
  }

  private func show(_ step: Step, prompt: String, on console: Console) {
    switch step.action {
    case .command(let line):
      for (index, line) in line.split(separator: "\n").enumerated() {
        console.print(console.styled((index == 0 ? prompt : "> ") + line, .strong))
      }
    case .interrupt: console.print(console.styled("^C", .strong))
    case .endOfInput: console.print(console.styled("^D", .strong))
    case .input, .look: break
    }
    for line in step.expected {
      console.print(line.isTyped ? console.styled(line.text, .strong) : line.text)
    }
    if let status = step.status { console.print("[\(status)]") }
  }
}
