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
      let isOne = ranges.count == 1 && !ranges[0].contains("-")
      let ports = (isOne ? "port " : "ports ") + ranges.joined(separator: ",")
      console.print()
      console.print(
        console.styled(
          "\(terminal.location)  terminal \(index + 1), client \(ports), \(terminal.comparison.rawValue)"
            + (terminal.hasColumns ? ", columns" : ""),
          .quiet))
      for line in lines(of: terminal, on: console) { console.print(line) }
    }
  }

  /// A terminal as a reader sees it: what is typed for a program stands behind its prompt.
  private func lines(of terminal: Terminal, on console: Console) -> [String] {
    var lines: [String] = []
    for step in terminal.steps {
      switch step.action {
      case .command(let command):
        let typed = command.split(separator: "\n", omittingEmptySubsequences: false)
        lines += typed.enumerated().map { index, line in
          console.styled((index == 0 ? terminal.prompt : "> ") + line, .strong)
        }
      case .interrupt: lines.append(console.styled("^C", .strong))
      case .endOfInput: lines.append(console.styled("^D", .strong))
      case .input, .look: break
      }
      for line in step.expected {
        guard line.isTyped else {
          lines.append(line.text)
          continue
        }
        let typed = console.styled(line.text, .strong)
        if let prompt = lines.last, prompt.hasSuffix("\\") {
          lines[lines.count - 1] = prompt.dropLast() + typed
        } else {
          lines.append(typed)
        }
      }
      if let status = step.status { lines.append("[\(status)]") }
    }
    return lines
  }
}
