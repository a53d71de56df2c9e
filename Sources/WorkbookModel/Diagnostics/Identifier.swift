extension Diagnostic {
  /// The kinds of diagnostics, by the names that reports have for them.
  ///
  /// Each has an entry in `docs/problems.md`.
  package enum Identifier: String, CaseIterable, Codable, Sendable {
    // Files.
    case noConfiguration = "no-configuration"
    case invalidConfiguration = "invalid-configuration"
    case invalidToolRecord = "invalid-tool-record"
    case unknownConfigurationKey = "unknown-configuration-key"
    case missingTitle = "missing-title"
    case hostLetter = "host-letter"
    case hostName = "host-name"
    case interfaceName = "interface-name"
    case webAddress = "web-address"
    case unknownPartChapter = "unknown-part-chapter"
    case repeatedPartChapter = "repeated-part-chapter"
    case styleName = "style-name"
    case style
    case noChapters = "no-chapters"
    case chapterName = "chapter-name"
    case chapterFolder = "chapter-folder"
    case notAFile = "not-a-file"
    case outsideBook = "outside-book"
    case link
    case hidden
    case tooLarge = "too-large"
    case unreadable
    case notUTF8 = "not-utf8"
    case nulByte = "nul-byte"
    case carriageReturn = "carriage-return"
    case emptyChapter = "empty-chapter"
    case frontMatter = "front-matter"
    case missingHeading = "missing-heading"
    case tooDeep = "too-deep"
    case brokenLink = "broken-link"
    case linkScheme = "link-scheme"
    case undefinedReference = "undefined-reference"
    case unusedDefinition = "unused-definition"
    case extraCell = "extra-cell"
    case picture
    case unclosedComment = "unclosed-comment"
    case rawHTML = "raw-html"
    case footnote
    // Fences.
    case unclosedFence = "unclosed-fence"
    case fenceInFence = "fence-in-fence"
    case notAFence = "not-a-fence"
    case fenceWord = "fence-word"
    case looksLikeTerminal = "looks-like-terminal"
    case unknownAttribute = "unknown-attribute"
    case repeatedAttribute = "repeated-attribute"
    case attributeValue = "attribute-value"
    case misplacedAttribute = "misplaced-attribute"
    case unsupported
    // Listings.
    case fileName = "file-name"
    case shellWord = "shell-word"
    case fileSuffix = "file-suffix"
    case repeatedListing = "repeated-listing"
    case nothingToContinue = "nothing-to-continue"
    case emptyListing = "empty-listing"
    case tooManyLines = "too-many-lines"
    case tooManyColumns = "too-many-columns"
    case missingInclude = "missing-include"
    case unbalancedHide = "unbalanced-hide"
    // Terminals.
    case unnamedTerminal = "unnamed-terminal"
    case exampleName = "example-name"
    case repeatedExample = "repeated-example"
    case outputBeforeCommand = "output-before-command"
    case emptyTerminal = "empty-terminal"
    case emptyCommand = "empty-command"
    case unfinishedCommand = "unfinished-command"
    case misplacedInterrupt = "misplaced-interrupt"
    case unfinishedInput = "unfinished-input"
    case outputAfterStatus = "output-after-status"
    case misplacedBackslash = "misplaced-backslash"
    case lineEndInLine = "line-end-in-line"
    // Bytes and hosts.
    case unnamedBytes = "unnamed-bytes"
    case bytesRow = "bytes-row"
    case unknownExample = "unknown-example"
    case unknownHost = "unknown-host"
    case severalHosts = "several-hosts"
    case severalUsers = "several-users"
    case missingHost = "missing-host"
    // Building.
    case compiler
    case notBuilt = "not-built"
    case linkerArgument = "linker-argument"
    // Running and comparing.
    case outputDiffers = "output-differs"
    case tooManyHoles = "too-many-holes"
    case statusDiffers = "status-differs"
    case endedEarly = "ended-early"
    case endedBeforeInput = "ended-before-input"
    case shellEnded = "shell-ended"
    case notOpen = "not-open"
    case portsExhausted = "ports-exhausted"
    case bytesNotPrinted = "bytes-not-printed"
    case noFolder = "no-folder"
    case leftBehind = "left-behind"
    case timeLimit = "time-limit"
    case waitsForEver = "waits-for-ever"
    case ignoresInterrupt = "ignores-interrupt"
    case outputLimit = "output-limit"
    case processLimit = "process-limit"
    case notRun = "not-run"
    case notVerified = "not-verified"
    // Many runs, and packets.
    case callsDiffer = "calls-differ"
    case packetsDiffer = "packets-differ"
    case notTraced = "not-traced"
    case packetsMissing = "packets-missing"
    // Accepting.
    case notAccepted = "not-accepted"
  }
}
