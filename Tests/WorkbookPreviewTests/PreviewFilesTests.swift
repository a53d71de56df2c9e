import FoundationEssentials
import Testing
import WorkbookModel
import WorkbookSite
import WorkbookTestSupport

@testable import WorkbookPreview

/// What the preview server answers with.
@Suite struct PreviewFilesTests {
  private func request(_ path: String) throws -> PreviewRequest {
    try PreviewRequest(Array("GET /\(path) HTTP/1.1\r\nHost: localhost:80".utf8), port: 80)
  }

  private func site(_ text: String, in folder: TemporaryFolder) throws -> Site {
    Site(try folder.book(text), [:], stamp: Stamp(tool: "1", compiler: ""))
  }

  @Test func `files that change get another number, and others keep theirs`() async throws {
    try await TemporaryFolder.with { folder in
      try folder.write("# Other\n", to: "chapters/02-other.md")
      var files = PreviewFiles(firstVersion: 7)
      let first = files.show(try site("Words.", in: folder))
      #expect(first.contains("01-test.html"))
      let (test, other) = (files.version(of: "01-test.html"), files.version(of: "02-other.html"))
      #expect(test > 7)
      #expect(files.show(try site("Words.", in: folder)) == [])
      #expect(files.version(of: "01-test.html") == test)
      let changed = files.show(try site("Other words.", in: folder))
      #expect(changed.contains("01-test.html"))
      #expect(files.version(of: "01-test.html") > test)
      #expect(files.version(of: "02-other.html") == other)
      #expect(files.version(of: "none.html") == 0)
      #expect(files.version(of: "") == files.version(of: "index.html"))
    }
  }

  @Test func `a stand-in takes the place of a page until the page is there again`() async throws {
    try await TemporaryFolder.with { folder in
      var files = PreviewFiles()
      _ = files.show(try site("Words.", in: folder))
      let before = files.version(of: "01-test.html")
      #expect(files.show(standIns: ["01-test.html": "broken"]) == ["01-test.html"])
      #expect(files.version(of: "01-test.html") > before)
      func body() throws -> String {
        String(decoding: files.response(to: try request("01-test.html")).body, as: UTF8.self)
      }
      #expect(try body().hasPrefix("broken"))
      #expect(files.show(standIns: ["01-test.html": "broken"]) == [])
      #expect(files.show(try site("Words.", in: folder)) == ["01-test.html"])
      #expect(try body().contains("Words."))
      // Beside pages that are shown.
      let site = try site("Words.", in: folder)
      #expect(files.show(site, standIns: ["01-test.html": "broken"]) == ["01-test.html"])
      #expect(try body().hasPrefix("broken"))
      #expect(files.show(site, standIns: ["01-test.html": "broken"]) == [])
    }
  }

  @Test func `another style sheet makes browsers load every page again`() async throws {
    try await TemporaryFolder.with { folder in
      func site(_ style: String) throws -> Site {
        try folder.write(style, to: "chapters/own.css")
        return Site(
          try folder.book(
            "Words.", configuration: "{ \"title\": \"Test\", \"style\": \"own.css\" }"),
          [:], stamp: Stamp(tool: "1", compiler: ""))
      }
      var files = PreviewFiles()
      _ = files.show(try site("a {}"))
      let (page, script) = (files.version(of: "01-test.html"), files.version(of: "script.js"))
      #expect(files.show(try site("b {}")) == ["book.css"])
      #expect(files.version(of: "01-test.html") > page)
      #expect(files.version(of: "script.js") == script)
    }
  }

  @Test func `a request for a change is answered when there is one`() async throws {
    try await TemporaryFolder.with { folder in
      var files = PreviewFiles()
      _ = files.show(try site("Words.", in: folder))
      let version = files.version(of: "01-test.html")
      let asking = try request(".workbook/changes?page=01-test.html&version=\(version)")
      #expect(files.isCurrent(asking))
      #expect(files.response(to: asking).body == Array("current\n".utf8))
      _ = files.show(try site("Other.", in: folder))
      #expect(!files.isCurrent(asking))
      #expect(files.response(to: asking).body == Array("changed\n".utf8))
      #expect(try !files.isCurrent(request("01-test.html?version=\(version)")))
    }
  }

  @Test(arguments: [
    ("picture.svg", 200), ("deep/picture.png", 200), (".hidden.svg", 404), (".git/config", 404),
    ("deep/.git/config", 404), ("link.svg", 404), ("old.html", 404), ("none.svg", 404),
    ("favicon.ico", 204), ("style.css", 200), ("01-test.html", 200),
  ])
  func `pictures are served, and nothing that is hidden or elsewhere`(
    path: String, status: Int
  ) async throws {
    try await TemporaryFolder.with { folder in
      let site = try site("Words.", in: folder)
      for path in [
        "picture.svg", "deep/picture.png", ".hidden.svg", ".git/config", "deep/.git/config",
        "old.html",
      ] {
        try folder.write("content", to: "site/\(path)")
      }
      try folder.write("secret", to: "secret.svg")
      try FileManager.default.createSymbolicLink(
        atPath: folder.url.appending(path: "site/link.svg").path,
        withDestinationPath: "../secret.svg")
      var files = PreviewFiles(folder: BookFolder(root: folder.url))
      _ = files.show(site)
      let response = files.response(to: try request(path))
      #expect(response.status == status)
      if path.contains("picture") { #expect(response.body == Array("content".utf8)) }
    }
  }
}
