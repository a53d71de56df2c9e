/// What a web server shows for a page that there isn't.
struct NotFoundPage {
  var page: Page {
    Page(
      path: SitePath.notFound, title: "There is no such page",
      description: "There is no such page.",
      content: """
        <h1>There is no such page</h1>
        <p>It may never have been, or the chapter has another name now. The chapters that there are stand in the list.</p>

        """)
  }
}
