import Testing
import WorkbookModel

@testable import WorkbookBuild

@Suite struct DeclarationTests {
  @Test func `the first paragraph is kept, without markup`() {
    let hover = """
      ```swift
      @inlinable @inline(__always) func bind(to address: Address) throws(SocketError)
      ```

      Gives *this* end its ``Address``, as
      [bind(2)](https://man7.org) does.

      Port 0 asks the kernel for a free one.
      """
    #expect(
      Declaration(hover: hover)
        == Declaration(
          text: "func bind(to address: Address) throws(SocketError)",
          documentation: "Gives this end its Address, as bind(2) does."))
  }

  @Test(arguments: ["\r", "\r\n", "\n\r", "\r\r\n"])
  func `lines end in any way`(end: String) {
    let hover = ["", "", "# A", "```swift", "let a", "```"].joined(separator: end)
    #expect(Declaration(hover: hover) == nil)
    #expect(Declaration(hover: "\(end)---\(end)```swift\(end)let a\(end)```")?.text == "let a")
  }

  @Test func `what begins with anything but a paragraph has no documentation`() {
    let hover = "```swift\nfunc f(a: Int)\n```\n\n- Parameter a: A number.\n\nMore.\n"
    #expect(Declaration(hover: hover) == Declaration(text: "func f(a: Int)", documentation: ""))
  }

  @Test func `several declarations of one name are kept, and no code of their documentation`() {
    let hover = """
      ## Multiple results

      ```swift
      @frozen @_eagerMove struct String
      ```

      Text.

      ```swift
      let example = ""
      ```

      ---

      ```swift

      init(repeating text: String, count: Int)
      ```

      Repeats.
      """
    #expect(
      Declaration(hover: hover)
        == Declaration(
          text: "struct String\ninit(repeating text: String, count: Int)",
          documentation: "Text. Repeats."))
  }

  @Test func `that the compiler puts a variable on the main actor isn't told`() {
    func text(_ declaration: String) -> String? {
      Declaration(hover: "```swift\n\(declaration)\n```\n")?.text
    }
    #expect(text("@MainActor let socket: Socket") == "let socket: Socket")
    #expect(text("@MainActor func draw()") == "@MainActor func draw()")
  }

  @Test(arguments: ["", "Only words.", "```swift\n\n```\n", "```c\nint main(void);\n```\n"])
  func `without a declaration there is nothing`(hover: String) {
    #expect(Declaration(hover: hover) == nil)
  }
}
