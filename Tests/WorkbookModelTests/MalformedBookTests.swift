import FoundationEssentials
import Testing
import WorkbookModel
import WorkbookTestSupport

/// Everything that can be wrong with a book, each where it stands.
@Suite struct MalformedBookTests {
  /// A chapter in which `①` marks the place of the expected message, with the message's beginning.
  struct Case: CustomTestStringConvertible, Sendable {
    let name: String
    let chapter: String
    let message: String

    init(_ name: String, _ chapter: String, _ message: String) {
      (self.name, self.chapter, self.message) = (name, chapter, message)
    }

    var testDescription: String { name }
  }

  static let cases = [
    Case(
      "unknown attribute", "```swift a.swift ①hightlight=3\nlet a = 1\n```",
      "unknown attribute \"hightlight\"; did you mean \"highlight\"?"),
    Case(
      "unknown attribute of a terminal", "```console a ①port=3\n$ b\n```",
      "unknown attribute \"port\"; did you mean \"ports\"?"),
    Case(
      "an attribute twice", "```swift a.swift ①release release\nlet a = 1\n```",
      "\"release\" stands here twice"),
    Case(
      "a value too many", "```swift a.swift ①release=yes\nlet a = 1\n```",
      "\"release=yes\" makes no sense; write \"release\" alone"),
    Case(
      "a value too few", "```swift a.swift ①highlight\nlet a = 1\n```",
      "\"highlight\" lacks its value; write lines, as in highlight=3,7-9"),
    Case(
      "lines that make no sense", "```swift a.swift ①highlight=9-3\nlet a = 1\n```",
      "\"highlight=9-3\" makes no sense"),
    Case(
      "ports that make no sense", "```console a ①ports=0\n$ b\n```", "\"ports=0\" makes no sense"),
    Case("ports in the wrong order", "```console a ①ports=9-8\n$ b\n```", "\"ports=9-8\" makes no"),
    Case(
      "a time without unit", "```console a ①timeout=5\n$ b\n```", "\"timeout=5\" makes no sense"),
    Case(
      "a picture that there isn't", "```console a ①pictures=packets,dogs\n$ b\n```",
      "\"pictures=packets,dogs\" makes no sense"),
    Case(
      "a picture of what isn't traced", "```console a untraced ①pictures=hosts\n$ b\n```",
      "\"pictures\" doesn't belong here"),
    Case("bytes of nobody", "①```bytes\na: b=01\n```", "bytes need the name of the example"),
    Case(
      "bytes of another example", "```console pack\n$ b\n```\n\n```bytes ①packs\nc: d=01\n```",
      "this chapter has no example \"packs\"; did you mean \"pack\"?"),
    Case(
      "half a byte", "```console a\n$ b\n```\n\n```bytes a\n①c: d=012\n```",
      "\"c: d=012\" is not how bytes are cut"),
    Case(
      "no bytes", "```console a\n$ b\n```\n\n①```bytes a\n```", "\"\" is not how bytes are cut"),
    Case(
      "bytes with an attribute", "```console a\n$ b\n```\n\n```bytes a ①wide\nc: d=01\n```",
      "unknown attribute \"wide\""),
    Case(
      "an attribute of a plain block", "```text ①hidden\na\n```", "\"hidden\" doesn't belong here"),
    Case("a terminal without a name", "①```console\n$ a\n```", "a terminal needs the name"),
    Case(
      "a terminal with attributes only", "①```console ports=3\n$ a\n```", "a terminal needs the"),
    Case("an example's name", "```console ①Tcp_Echo\n$ a\n```", "\"Tcp_Echo\" is not a name"),
    Case("an unclosed fence", "①```console a\n$ b\n", "this fence is never closed"),
    Case(
      "an unclosed fence in a quotation", "> ①```console a\n> $ b\n\nText", "this fence is never"),
    Case(
      "an unclosed listing", "①~~~swift a.swift\nlet a = 1\n```\n", "this fence is never closed"),
    Case(
      "nothing to continue", "```swift ①a.swift continued\nlet a = 1\n```",
      "there is no a.swift to continue"),
    Case(
      "one listing twice", "```swift a.swift\nlet a = 1\n```\n\n```swift ①a.swift\nlet b = 1\n```",
      "a.swift begins at line 3 already; add \"continued\""),
    Case("an empty listing", "①```swift a.swift\n```", "the listing a.swift is empty"),
    Case(
      "a file name", "```swift ①../a.swift\nlet a = 1\n```", "\"../a.swift\" is not a file name"),
    Case(
      "a shell's own command", "```swift ①caller.swift\nlet a = 1\n```",
      "shells have a command \"caller\" of their own"),
    Case(
      "a program in a folder", "```swift ①a/b.swift\nlet a = 1\n```",
      "\"a/b.swift\" is not a file name"),
    Case(
      "lines with three ends", "```swift a.swift ①highlight=1-2-3\nlet a = 1\n```",
      "\"highlight=1-2-3\" makes no sense"),
    Case("an absolute file name", "```text ①/etc/passwd\na\n```", "\"/etc/passwd\" is not a file"),
    Case(
      "hidden lines without an end", "```swift a.swift\n①// snippet.hide\nlet a = 1\n```",
      "\"// snippet.hide\" and \"// snippet.show\" come in pairs"),
    Case(
      "hidden lines without a beginning", "```swift a.swift\nlet a = 1\n①// snippet.show\n```",
      "\"// snippet.hide\" and"),
    Case(
      "an include without a file", "```swift a.swift include=①no/such.swift#part\n```",
      "can't include no/such.swift: the file can't be read: there is no such file"),
    Case(
      "an include from elsewhere", "```swift a.swift include=①../../etc/passwd#part\n```",
      "can't include ../../etc/passwd: this path leads out of the book"),
    Case("an include without a name", "```swift a.swift ①include=a\n```", "\"include=a\" makes no"),
    Case("output first", "```console a\n①output\n$ b\n```", "a terminal begins with a command"),
    Case("an empty terminal", "①```console a\n```", "this terminal is empty"),
    Case("an empty command", "```console a\n①$ \n```", "there is no command after the prompt"),
    Case("^C first", "```console a\n①^C\n```", "^C comes after a command"),
    Case(
      "an answer that goes on", "```console a\n$ b\n①Name? ‹Ada› and more\n```",
      "what is typed ends its line"),
    Case(
      "an answer without an end", "```console a\n$ b\n①Name? ‹Ada\n```",
      "what is typed ends its line"),
    Case(
      "two users", "```console a\n$ b\n①# c\n```", "one user types in a window"),
    Case(
      "two users in a window that goes on",
      "```console a window=w\n$ b\n```\n\n①```console a window=w\n# c\n```",
      "one user types in a window"),
    Case(
      "ports of a window that is open",
      "```console a window=w\n$ b\n```\n\n```console a window=w ①ports=9\n$ c\n```",
      "\"ports\" doesn't belong here"),
    Case("a port twice", "```console a ①ports=9,8-10\n$ b\n```", "\"ports=9,8-10\" makes no sense"),
    Case("a wide window", "```console a ①width=1001\n$ b\n```", "\"width=1001\" makes no sense"),
    Case(
      "a window that is no name", "```console a ①window=-\n$ b\n```", "\"window=-\" makes no sense"),
    Case("an unfinished command", "```console a\n①$ b \\\n```", "the command ends in \\"),
    Case(
      "a command that isn't continued", "```console a\n①$ b \\\nc\n```", "the command ends in \\"),
    Case(
      "output after a status", "```console a\n$ b\n①[3]\nmore\n```", "an exit status such as [3]"),
    Case(
      "a missing newline before another line", "```console a\n$ b\nno①\\\nmore\n```",
      "a \\ at the end says that no newline"),
    Case(
      "a missing newline before any lines", "> ```console a\n> $ b\n> \\[3]①\\\n> ...\n> ```",
      "a \\ at the end says that no newline"),
    Case(
      "two missing newlines in any order", "```console a unordered\n$ b\none\\\ntwo①\\\nthree\n```",
      "a \\ at the end says that no newline"),
    Case(
      "nothing without a newline", "```console a\n$ b\n①\\\n```",
      "a \\ at the end says that no newline"),
    Case(
      "a newline within a line", "```console a\n$ b\none①\\x0Atwo\n```", "\\x0A ends a line"),
    Case(
      "a carriage return at the end", "```console a\n$ b\nHTTP/1.1 200 OK①\\x0D\n```",
      "\\x0D before the end of a line is part of that end"),
    Case(
      "columns of what isn't compared", "```console a status ①columns\n$ b\n```",
      "\"columns\" doesn't belong here: with \"status\", output isn't compared at all"),
    Case(
      "a host that isn't there", "```console a\n①[A]$ b\n```",
      "there is no host \"A\"; add it to \"hosts\" in chapters/workbook.json"),
    Case("listings that fail", "```swift a.swift ①fails\nlet a = 1\n```", "this version can't do"),
    Case(
      "too much memory", "```console a ①memory=17G\n$ b\n```",
      "\"memory=17G\" makes no sense; write memory=1G, up to 16G"),
    Case(
      "memory without end", "```console a ①memory=99999999999999999999G\n$ b\n```",
      "\"memory=99999999999999999999G\" makes no sense"),
    Case(
      "memory that the machine's numbers don't reach",
      "```console a ①memory=17179869185G\n$ b\n```", "\"memory=17179869185G\" makes no sense"),
    Case(
      "too long a time", "```console a ①timeout=600.5s\n$ b\n```", "\"timeout=600.5s\" makes no"),
    Case(
      "processor time without unit", "```console a ①cpu=5\n$ b\n```", "\"cpu=5\" makes no sense"),
    Case(
      "too few processes", "```console a ①processes=3\n$ b\n```",
      "\"processes=3\" makes no sense; write processes=100, from 4 to 4096"),
    Case(
      "a need that is no name", "```console a ①needs=/bin/ls\n$ b\n```",
      "\"needs=/bin/ls\" makes no sense; write programs of the system, as in needs=ping,ss, and what not every"
    ),
    Case(
      "a need that is misspelt", "```console a ①needs=IPv6\n$ b\n```",
      "\"needs=IPv6\" makes no sense; write programs of the system"
    ),
    Case(
      "no number of processors", "```console a ①needs=processors:0\n$ b\n```",
      "\"needs=processors:0\" makes no sense; write programs of the system"
    ),
    Case(
      "a link to no chapter", "A [link](①02-nothing.md).", "the link to \"02-nothing.md\" leads"),
    Case(
      "a link to no heading", "## A heading\n\nA [link](①01-test.md#a-headin).",
      "the link to \"01-test.md#a-headin\" leads nowhere: there is no such heading; did you mean"),
  ]

  @Test(arguments: cases)
  func `a mistake is told where it stands`(_ example: Case) async throws {
    let marked = try MarkedChapter(example.chapter)
    let diagnostics = try await mistakes { folder in try folder.book(marked.text) }
    #expect(diagnostics.map(\.location) == [marked.location])
    #expect(diagnostics.first?.message.hasPrefix(example.message) == true, "\(diagnostics)")
  }

  @Test(arguments: [
    ("[C]$ d", "there is no host \"C\" in chapters/workbook.json; there are A, B"),
    ("$ d", "other terminals of this example are on hosts; say on which this one is"),
  ])
  func `a terminal that is on no host of the book`(line: String, message: String) async throws {
    let chapter = "```console a\n[A]$ b\n```\n\n```console a\n\(line)\n```"
    let diagnostics = try await mistakes { folder in
      try folder.book(
        chapter,
        configuration: """
          { "title": "Test", "hosts": { "A": { "interfaces": {} }, "B": { "interfaces": {} } } }
          """)
    }
    #expect(diagnostics.map(\.location.description) == ["chapters/01-test.md:8:1"])
    #expect(diagnostics.first?.message.hasPrefix(message) == true, "\(diagnostics)")
  }

  @Test func `a terminal on two hosts`() async throws {
    let diagnostics = try await mistakes { folder in
      try folder.book(
        "```console a\n$ b\n[A]$ c\n```",
        configuration: "{ \"title\": \"Test\", \"hosts\": { \"A\": { \"interfaces\": {} } } }")
    }
    #expect(
      diagnostics.map(\.description) == [
        "chapters/01-test.md:5:1: error: a terminal is on one host, and this one is on localhost"
          + " already; give A one of its own"
      ])
  }

  @Test func `all mistakes are told at once, in the order of files and lines`() async throws {
    let diagnostics = try await mistakes { folder in
      try folder.write("# Zero\n\n```console\n$ a\n```\n", to: "chapters/00-zero.md")
      try folder.write("", to: "chapters/02-empty.md")
      try folder.write(Data([0x23, 0x20, 0x41, 0x0A, 0xFF, 0x0A]), to: "chapters/03-bytes.md")
      try folder.write(Data("# A\n\n\0\n".utf8), to: "chapters/04-nul.md")
      try folder.write("# A\r\n", to: "chapters/05-crlf.md")
      try folder.write("Text\n", to: "chapters/06-text.md")
      try folder.write("# A\n", to: "chapters/Readme.md")
      try folder.write("x", to: "chapters/07-folder.md/x")
      return try folder.book("①\n\n```console a b\n$ a\n```", configuration: "{ \"titel\": \"\" }")
    }
    #expect(
      diagnostics.map(\.description) == [
        "chapters/00-zero.md:3:1: error: a terminal needs the name of its example: ```console tcp-echo",
        "chapters/01-test.md:5:14: error: unknown attribute \"b\"; there are ports, unordered, columns, status, timeout, needs, untraced, pictures, window, width, open, cpu, memory, processes, file-size, open-files, output",
        "chapters/02-empty.md:1:1: error: the chapter is empty; begin it with a heading: # Title",
        "chapters/03-bytes.md:2:1: error: the file is not UTF-8 (byte 4); save it as UTF-8",
        "chapters/04-nul.md:3:1: error: there is a NUL byte; a chapter is text",
        "chapters/05-crlf.md:1:1: error: lines end in CR LF; save the file with LF alone",
        "chapters/06-text.md:1:1: error: a chapter begins with a heading of the first level: # Title",
        "chapters/07-folder.md:1:1: error: this is no file, and has to be one",
        "chapters/Readme.md:1:1: error: \"Readme.md\" is not a chapter's name; chapters are called like 04-tcp.md",
        "chapters/workbook.json:1:1: error: the book has no title; add \"title\": \"…\"",
        "chapters/workbook.json:1:3: error: unknown key \"titel\"; did you mean \"title\"?",
      ])
  }

  @Test func `links in a book aren't followed`() async throws {
    let diagnostics = try await mistakes { folder in
      try folder.write("# Inside\n", to: "texts/inside.md")
      try folder.write("", to: "chapters/.keep")
      for (name, target) in [
        ("01-passwd", "/etc/passwd"), ("02-zero", "/dev/zero"), ("03-inside", "../texts/inside.md"),
        ("04-nothing", "nothing"), ("06-hidden", "../.git/config"), ("07-hidden", "../.secret.md"),
      ] {
        try FileManager.default.createSymbolicLink(
          atPath: folder.url.appending(path: "chapters/\(name).md").path,
          withDestinationPath: target)
      }
      try folder.write(String(repeating: "a", count: 17 << 20), to: "chapters/05-large.md")
      try folder.write("# Password\n", to: ".git/config")
      try folder.write("# Password\n", to: ".secret.md")
      try folder.write("{ \"title\": \"A\" }", to: "chapters/workbook.json")
      return try Book.read(from: BookFolder(root: folder.url))
    }
    let link =
      "this is a link, or lies behind one, and may lead out of the book; put the file itself here"
    #expect(
      diagnostics.map(\.description) == [
        "chapters/01-passwd.md:1:1: error: \(link)",
        "chapters/02-zero.md:1:1: error: \(link)",
        "chapters/03-inside.md:1:1: error: \(link)",
        "chapters/04-nothing.md:1:1: error: \(link)",
        "chapters/05-large.md:1:1: error: the file is larger than 16 MiB; that is no text for people",
        "chapters/06-hidden.md:1:1: error: \(link)",
        "chapters/07-hidden.md:1:1: error: \(link)",
      ])
  }

  @Test func `an example belongs to one chapter`() async throws {
    let terminal = "```console tcp-echo\n$ a\n```\n"
    let diagnostics = try await mistakes { folder in
      try folder.write("# Two\n\n" + terminal, to: "chapters/02-two.md")
      return try folder.book(terminal)
    }
    #expect(
      diagnostics.map(\.description) == [
        "chapters/02-two.md:3:1: error: another chapter has an example \"tcp-echo\" (chapters/01-test.md:3:1); rename one"
      ])
  }

  @Test func `a folder without chapters is no book`() async throws {
    let diagnostics = try await mistakes { folder in
      try Book.read(from: BookFolder(root: folder.url))
    }
    #expect(
      diagnostics.map(\.description) == [
        "chapters:1:1: error: there are no chapters; the first one could be 01-introduction.md",
        "chapters/workbook.json:1:1: error: there is no workbook.json; a book has one beside its chapters: { \"title\": \"…\" }",
      ])
  }
}
