import ArgumentParser
import WorkbookConsole
import WorkbookModel

struct ListCommand: BookCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "Show the chapters, their programs and their examples.",
    discussion: """
      Nothing is built and nothing is run. What is wrong with chapters that can't be read is shown, too.
      """)

  @OptionGroup var options: BookOptions

  func run(_ book: Book) throws {
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
    for chapter in book.malformed {
      Console.output.print(
        "\(Console.output.styled(chapter.path, .strong))  can't be read, and is left out")
      Console.output.printMistakes(of: chapter)
    }
    guard book.malformed.isEmpty else { throw ToolStatus.malformed.exit }
  }
}
