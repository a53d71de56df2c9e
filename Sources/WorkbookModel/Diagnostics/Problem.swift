import WorkbookSupport

/// What can be wrong with a book before anything is built or run.
package enum Problem: Hashable, Sendable {
  // Files.
  case noConfiguration
  case invalidConfiguration(reason: String)
  case invalidToolRecord
  case unknownConfigurationKey(String, known: [String])
  case missingTitle
  case hostLetter(String)
  case hostName(String)
  case interfaceName(String)
  case webAddress(String, key: String)
  case unknownPartChapter(String, nearest: String?)
  case repeatedPartChapter(String)
  case styleName(String)
  case style(String, reason: String)
  case noChapters
  case chapterName(String)
  case chapterFolder(String)
  case notAFile
  case outsideBook
  case link
  case hidden
  case tooLarge(limit: Int)
  case unreadable(reason: String)
  case notUTF8(offset: Int)
  case nulByte
  case carriageReturn
  case emptyChapter
  case frontMatter
  case missingHeading
  case tooDeep
  case brokenLink(String, reason: String)
  case linkScheme(String)
  case undefinedReference(String)
  case unusedDefinition(String)
  case extraCell
  case picture(String, reason: String)
  case unclosedComment
  case rawHTML(String)
  case footnote(String)
  // Fences.
  case unclosedFence(marks: String)
  case fenceInFence(marks: String)
  case notAFence(reason: String)
  case fenceWord(String, intended: String)
  case looksLikeTerminal(word: String?)
  case unknownAttribute(String, known: [String])
  case repeatedAttribute(String)
  case attributeValue(String, value: String?, expected: String)
  case misplacedAttribute(String, reason: String)
  case unsupported(String)
  // Listings.
  case fileName(String)
  case shellWord(String)
  case fileSuffix(String)
  case repeatedListing(String, first: SourceLocation)
  case nothingToContinue(String)
  case emptyListing(String)
  case tooManyLines(String, count: Int, limit: Int)
  case tooManyColumns(count: Int, limit: Int)
  case missingInclude(path: String, reason: String)
  case unbalancedHide
  // Terminals.
  case unnamedTerminal
  case exampleName(String)
  case repeatedExample(String, first: SourceLocation)
  case outputBeforeCommand
  case emptyTerminal
  case emptyCommand
  case unfinishedCommand
  case misplacedInterrupt
  case unfinishedInput
  case outputAfterStatus
  case misplacedBackslash
  case newlineInLine
  case returnAtEnd
  // Bytes and hosts.
  case unnamedBytes
  case bytesRow(String)
  case unknownExample(String, nearest: String?)
  case unknownHost(String, known: [String])
  case severalHosts(String, String)
  case severalUsers
  case missingHost
}

extension Problem {
  /// What kind of diagnostic it makes.
  package var identifier: Diagnostic.Identifier {
    switch self {
    case .noConfiguration: .noConfiguration
    case .invalidConfiguration: .invalidConfiguration
    case .invalidToolRecord: .invalidToolRecord
    case .unknownConfigurationKey: .unknownConfigurationKey
    case .missingTitle: .missingTitle
    case .hostLetter: .hostLetter
    case .hostName: .hostName
    case .interfaceName: .interfaceName
    case .webAddress: .webAddress
    case .unknownPartChapter: .unknownPartChapter
    case .repeatedPartChapter: .repeatedPartChapter
    case .styleName: .styleName
    case .style: .style
    case .noChapters: .noChapters
    case .chapterName: .chapterName
    case .chapterFolder: .chapterFolder
    case .notAFile: .notAFile
    case .outsideBook: .outsideBook
    case .link: .link
    case .hidden: .hidden
    case .tooLarge: .tooLarge
    case .unreadable: .unreadable
    case .notUTF8: .notUTF8
    case .nulByte: .nulByte
    case .carriageReturn: .carriageReturn
    case .emptyChapter: .emptyChapter
    case .frontMatter: .frontMatter
    case .missingHeading: .missingHeading
    case .tooDeep: .tooDeep
    case .brokenLink: .brokenLink
    case .linkScheme: .linkScheme
    case .undefinedReference: .undefinedReference
    case .unusedDefinition: .unusedDefinition
    case .extraCell: .extraCell
    case .picture: .picture
    case .unclosedComment: .unclosedComment
    case .rawHTML: .rawHTML
    case .footnote: .footnote
    case .unclosedFence: .unclosedFence
    case .fenceInFence: .fenceInFence
    case .notAFence: .notAFence
    case .fenceWord: .fenceWord
    case .looksLikeTerminal: .looksLikeTerminal
    case .unknownAttribute: .unknownAttribute
    case .repeatedAttribute: .repeatedAttribute
    case .attributeValue: .attributeValue
    case .misplacedAttribute: .misplacedAttribute
    case .unsupported: .unsupported
    case .fileName: .fileName
    case .shellWord: .shellWord
    case .fileSuffix: .fileSuffix
    case .repeatedListing: .repeatedListing
    case .nothingToContinue: .nothingToContinue
    case .emptyListing: .emptyListing
    case .tooManyLines: .tooManyLines
    case .tooManyColumns: .tooManyColumns
    case .missingInclude: .missingInclude
    case .unbalancedHide: .unbalancedHide
    case .unnamedTerminal: .unnamedTerminal
    case .exampleName: .exampleName
    case .repeatedExample: .repeatedExample
    case .outputBeforeCommand: .outputBeforeCommand
    case .emptyTerminal: .emptyTerminal
    case .emptyCommand: .emptyCommand
    case .unfinishedCommand: .unfinishedCommand
    case .unfinishedInput: .unfinishedInput
    case .misplacedInterrupt: .misplacedInterrupt
    case .outputAfterStatus: .outputAfterStatus
    case .misplacedBackslash: .misplacedBackslash
    case .newlineInLine, .returnAtEnd: .lineEndInLine
    case .unnamedBytes: .unnamedBytes
    case .bytesRow: .bytesRow
    case .unknownExample: .unknownExample
    case .unknownHost: .unknownHost
    case .severalHosts: .severalHosts
    case .severalUsers: .severalUsers
    case .missingHost: .missingHost
    }
  }

  /// What was probably meant, if that can take the place of what is wrong.
  package var replacement: String? {
    switch self {
    case .unknownAttribute(let word, let known): known.nearest(to: word)
    case .unknownConfigurationKey(let key, let known):
      known.nearest(to: key).map { "\"\($0)\"" }
    case .unknownPartChapter(_, let nearest): nearest.map { "\"\($0)\"" }
    case .unknownExample(_, let nearest): nearest
    case .fenceWord(_, let intended): intended
    default: nil
    }
  }
}
