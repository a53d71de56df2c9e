import Testing

@testable import WorkbookModel

@Suite struct NamedListTests {
  private struct Thing: Named, Hashable {
    let name: String
    var number: Int
  }

  @Test func `things are found by their names and keep their order`() {
    var list = NamedList<Thing>()
    #expect(list.isEmpty)
    #expect(list["a"] == nil)
    for (number, name) in ["b", "a", "c"].enumerated() {
      list.append(Thing(name: name, number: number))
    }
    #expect(list.map(\.name) == ["b", "a", "c"])
    #expect(list["a"] == Thing(name: "a", number: 1))
    #expect(list.index(named: "c") == 2)
    #expect(list.index(named: "d") == nil)
    list.update(at: 1) { $0.number = 7 }
    #expect(list["a"]?.number == 7)
    #expect(list[1].number == 7)
  }

  @Test func `the first of two things of one name is found`() {
    var list = NamedList<Thing>()
    list.append(Thing(name: "a", number: 1))
    list.append(Thing(name: "a", number: 2))
    #expect(list["a"]?.number == 1)
    #expect(list.count == 2)
  }

  @Test func `equal lists hold equal things`() {
    var (one, other) = (NamedList<Thing>(), NamedList<Thing>())
    one.append(Thing(name: "a", number: 1))
    #expect(one != other)
    other.append(Thing(name: "a", number: 1))
    #expect(one == other)
    #expect(one.hashValue == other.hashValue)
    other.update(at: 0) { $0.number = 2 }
    #expect(one != other)
  }
}
