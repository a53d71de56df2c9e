import WorkbookSupport

extension Problem {
  /// The sentence for the author.
  ///
  /// All the words of this stage are here.
  package var message: String {
    switch self {
    case .noConfiguration:
      "there is no workbook.json; a book has one beside its chapters: { \"title\": \"…\" }"
    case .invalidConfiguration(let reason):
      "this is not JSON that describes a book: \(reason)"
    case .invalidToolRecord:
      "this is not what verify --accept writes; mend it, or remove the file and accept once more"
    case .unknownConfigurationKey(let key, let known):
      "unknown key \"\(key)\"\(Self.suggestion(for: key, among: known))"
    case .missingTitle:
      "the book has no title; add \"title\": \"…\""
    case .hostLetter(let letter):
      "\"\(letter)\" can't stand in a prompt; use letters and digits, as in [A]$"
    case .hostName(let name):
      "\"\(name)\" is no name for a host; use up to 63 letters, digits, - and ."
    case .interfaceName(let name):
      "\"\(name)\" is no name for an interface; use up to 10 small letters and digits, as in eth0"
    case .webAddress(let text, let key):
      "\"\(text)\" is no address for \"\(key)\"; write one as in https://example.org/book, without a slash at its end"
    case .unknownPartChapter(let name, let nearest):
      "there is no chapter \"\(name)\"" + (nearest.map { "; did you mean \"\($0)\"?" } ?? "")
    case .repeatedPartChapter(let name):
      "the chapter \"\(name)\" stands in two parts; take it out of one"
    case .styleName(let name):
      "\"\(name)\" is no name for a style sheet; put one beside workbook.json, as in style.css"
    case .style(let name, let reason):
      "the style sheet chapters/\(name) can't be used: \(reason)"
    case .noChapters:
      "there are no chapters; the first one could be 01-introduction.md"
    case .chapterName(let name):
      "\"\(name)\" is not a chapter's name; chapters are called like 04-tcp.md"
    case .chapterFolder(let path):
      "\(path) is read as no chapter, as it lies in a folder; chapters lie in chapters/ itself"
    case .notAFile:
      "this is no file, and has to be one"
    case .outsideBook:
      "this path leads out of the book; name a file inside it"
    case .link:
      "this is a link, or lies behind one, and may lead out of the book; put the file itself here"
    case .hidden:
      """
      a file whose name, or the name of whose folder, begins with a dot is no part of a book; give it \
      another name
      """
    case .tooLarge(let limit):
      "the file is larger than \(limit >> 20) MiB; that is no text for people"
    case .unreadable(let reason):
      "the file can't be read: \(reason)"
    case .notUTF8(let offset):
      "the file is not UTF-8 (byte \(offset)); save it as UTF-8"
    case .nulByte:
      "there is a NUL byte; a chapter is text"
    case .carriageReturn:
      "lines end in CR LF; save the file with LF alone"
    case .emptyChapter:
      "the chapter is empty; begin it with a heading: # Title"
    case .frontMatter:
      "a chapter begins with its title, and not with front matter; what the book says of itself stands in workbook.json"
    case .missingHeading:
      "a chapter begins with a heading of the first level: # Title"
    case .tooDeep:
      "quotations, lists or emphasis are more than a hundred deep inside each other here"
    case .brokenLink(let target, let reason):
      "the link to \"\(target)\" leads nowhere: \(reason)"
    case .linkScheme(let scheme):
      """
      pages lead to addresses of http:, https:, mailto: and tel: only, and not of \(scheme):; to show this one, \
      write it as code
      """
    case .undefinedReference(let label):
      """
      there is no line "[\(label)]: ADDRESS" that says where this leads; add it, or write \\[ for a bracket that \
      is text
      """
    case .unusedDefinition(let label):
      """
      this line isn't shown, as no link has the label "\(label)", or a line above says where it leads; take it out, \
      or write \\[ for a bracket that is text
      """
    case .extraCell:
      "this row has more cells than the table's header, and they aren't shown; write \\| for a bar that is text"
    case .picture(let path, let reason):
      "the picture \"\(path)\" can't be shown: \(reason)"
    case .unclosedComment:
      """
      this comment has no end of its own, so it would swallow what follows; end it with --> before another one \
      begins, and begin one with blank lines in it at the start of a line
      """
    case .rawHTML(let name):
      "pages show no raw HTML; \(HTMLAdvice.advice(on: name))"
    case .footnote(let label):
      """
      pages have no footnotes; put the words of [\(label)] into the text, in parentheses or as a quotation, or \
      write \\[ for a bracket that is text
      """
    case .unclosedFence(let marks):
      "this fence is never closed; end the block with a line of its own: \(marks)"
    case .fenceInFence(let marks):
      """
      a fence within a block that isn't closed yet; close that one with \(marks) above this line, or begin and end \
      it with more marks if this line is a part of it
      """
    case .notAFence(let reason):
      "this looks like a fence and is none, so what it holds would not be read: \(reason)"
    case .fenceWord(let word, let intended):
      "\"\(word)\" means nothing behind a fence; write ```\(intended), with a blank before what follows it"
    case .looksLikeTerminal(let word?):
      """
      this looks like a terminal, and \(word.isEmpty ? "a block without a word" : "```\(word)") is not run; write \
      ```console and the name of its example, or add "unchecked" to show it as it is
      """
    case .looksLikeTerminal(nil):
      """
      this looks like an example, and indented code is not run; put it between fences that are indented by fewer \
      than four columns
      """
    case .unknownAttribute(let name, let known):
      "unknown attribute \"\(name)\"\(Self.suggestion(for: name, among: known))"
    case .repeatedAttribute(let name):
      "\"\(name)\" stands here twice; remove one"
    case .attributeValue(let name, let value, let expected):
      value.map { "\"\(name)=\($0)\" makes no sense; write \(expected)" }
        ?? "\"\(name)\" lacks its value; write \(expected)"
    case .misplacedAttribute(let name, let reason):
      "\"\(name)\" doesn't belong here: \(reason)"
    case .unsupported(let feature):
      "this version can't do that yet: \(feature)"
    case .fileName(let name):
      "\"\(name)\" is not a file name for a listing; use letters, digits, and - _ . as in echo-server.swift"
    case .shellWord(let name):
      "shells have a command \"\(name)\" of their own, and would run that; give the program another name"
    case .fileSuffix(let name):
      "\"\(name)\" would not be compiled; the name of a listing in Swift ends in .swift"
    case .repeatedListing(let name, let first):
      "\(name) begins at line \(first.line) already; add \"continued\" to go on with it, or rename it"
    case .nothingToContinue(let name):
      "there is no \(name) to continue in this chapter; remove \"continued\" to begin it"
    case .emptyListing(let name):
      "the listing \(name) is empty"
    case .tooManyLines(let name, let count, let limit):
      "\(name) has \(count) lines, and workbook.json allows \(limit); leave something out, or begin another listing"
    case .tooManyColumns(let count, let limit):
      "this line has \(count) characters, and workbook.json allows \(limit); break it"
    case .missingInclude(let path, let reason):
      "can't include \(path): \(reason)"
    case .unbalancedHide:
      "\"// snippet.hide\" and \"// snippet.show\" come in pairs; one of them is missing"
    case .unnamedTerminal:
      "a terminal needs the name of its example: ```console tcp-echo"
    case .exampleName(let name):
      "\"\(name)\" is not a name for an example; use small letters, digits and - as in tcp-echo"
    case .unnamedBytes:
      "bytes need the name of the example that prints them: ```bytes binary-pack"
    case .bytesRow(let text):
      "\"\(text)\" is not how bytes are cut; write a title, a colon, and fields: native: I=01000000 2s=6162"
    case .unknownExample(let name, let nearest):
      "this chapter has no example \"\(name)\""
        + (nearest.map { "; did you mean \"\($0)\"?" } ?? "")
    case .repeatedExample(let name, let first):
      "another chapter has an example \"\(name)\" (\(first)); rename one"
    case .outputBeforeCommand:
      "a terminal begins with a command: $ echo-server"
    case .emptyTerminal:
      "this terminal is empty; type a command: $ echo-server"
    case .emptyCommand:
      "there is no command after the prompt"
    case .unfinishedCommand:
      "the command ends in \\ and must go on in the next line, after \"> \""
    case .misplacedInterrupt:
      "^C comes after a command; type one first, or go on in an earlier window with window=NAME"
    case .unfinishedInput:
      "what is typed ends its line; write ‹ before it and › behind it, or \\‹ if the mark was printed"
    case .unknownHost(let host, let known):
      known.isEmpty
        ? "there is no host \"\(host)\"; add it to \"hosts\" in chapters/workbook.json"
        : "there is no host \"\(host)\" in chapters/workbook.json; there are \(known.joined(separator: ", "))"
    case .severalHosts(let first, let second):
      "a terminal is on one host, and this one is on \(first) already; give \(second) one of its own"
    case .severalUsers:
      "one user types in a window; give root's commands a terminal of their own, or write \\# if that was printed"
    case .missingHost:
      "other terminals of this example are on hosts; say on which this one is, as in [A]$"
    case .outputAfterStatus:
      "an exit status such as [3] is the last thing of its command"
    case .misplacedBackslash:
      """
      a \\ at the end says that no newline was printed behind the line, so it stands in the last line of a \
      command only, behind a text; write \\\\ for a backslash
      """
    case .returnAtEnd:
      "\\x0D before the end of a line is part of that end, so no line has it; leave it out, or write \\\\x0D for these four characters"
    case .newlineInLine:
      "\\x0A ends a line, so no line has it; write what follows as another line, or \\\\x0A for these four characters"
    }
  }

  private static func suggestion(for word: String, among known: [String]) -> String {
    if let nearest = known.nearest(to: word) { return "; did you mean \"\(nearest)\"?" }
    return known.isEmpty ? "; none belongs here" : "; there are \(known.joined(separator: ", "))"
  }
}
