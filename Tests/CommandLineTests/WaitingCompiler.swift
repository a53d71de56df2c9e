import FoundationEssentials
import Testing
import WorkbookTestSupport

/// A tool chain whose compiler does something else than to compile a listing.
enum WaitingCompiler {
  /// Makes the tool chain.
  ///
  /// - Parameters:
  ///   - folder: Where it is to be; it has to be empty.
  ///   - command: What the compiler does for a listing, as a shell has it; it compiles where that fails.
  /// - Throws: What the shell that makes it can't do.
  static func make(in folder: TemporaryFolder, _ command: String) async throws {
    let prepare = """
      real=$(dirname "$(readlink -f "$(command -v swiftc)")")
      ln -s "$real"/* .
      rm swiftc
      cat >swiftc <<end
      #!/bin/sh
      case " \\$* " in
        *" -version "* | *" -emit-module "*) ;;
        *) \(command) ;;
      esac
      exec '$real/swiftc' "\\$@"
      end
      chmod +x swiftc
      """
    let prepared = try await Tool.run(
      URL(filePath: "/bin/sh"), ["-ec", prepare], in: folder.url)
    #expect(prepared.status == 0, "\(prepared.errors)")
  }
}
