import ArgumentParser
import WorkbookConsole
import WorkbookModel

struct ListCommand: BookCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "Show the chapters, their programs and their examples.",
    discussion: "Nothing is built and nothing is run.")

  @OptionGroup var options: BookOptions

  func run(_ book: Book) {
    for chapter in book.chapters {
      Console.output.print("\(Console.output.styled(chapter.name, .strong))  \(chapter.title)")
      let programs = chapter.programs
      if !programs.isEmpty {
        Console.output.print("  programs  \(programs.joined(separator: ", "))")
      }
      for example in chapter.examples {
        let words = example.commands.compactMap { command in
          command.split(separator: "\n").first.map { "`\($0)`" }
        }
        Console.output.print("  example   \(example.name): \(words.joined(separator: ", "))")
      }
    }
  }
}
