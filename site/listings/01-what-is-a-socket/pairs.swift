import Sockets

func column(_ word: String) -> String {
  String(repeating: " ", count: 17 - word.count) + word
}

func attempt(_ family: Socket.Family, _ kind: Socket.Kind) -> String {
  do {
    try Socket(family, kind).close()
    return "yes"
  } catch {
    return error.code.name
  }
}

var head = column("")
for family in Socket.Family.allCases {
  head += column("\(family)")
}
print(head)

for kind in Socket.Kind.allCases {
  var row = column("\(kind)")
  for family in Socket.Family.allCases {
    row += column(attempt(family, kind))
  }
  print(row)
}
