/// Decides what the code blocks of a document mean, in the order in which they stand.
protocol BlockResolver {
  mutating func meaning(of block: CodeBlock) -> CodeBlock.Meaning
}

/// Takes every code block for code that is shown as it is.
struct PlainBlocks: BlockResolver {
  func meaning(of block: CodeBlock) -> CodeBlock.Meaning { .plain }
}
