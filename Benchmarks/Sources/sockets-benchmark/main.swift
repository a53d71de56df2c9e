import Glibc

// Measures Sockets beside the C functions it calls, and beside Python's socket and struct.
//
//     sockets-benchmark PYTHON-SCRIPT [ROUNDS [BENCHMARK]...]
//
// The exit status is 1 where something allocates that shouldn't.

guard let script = CommandLine.arguments.dropFirst().first else {
  fatalError("usage: sockets-benchmark PYTHON-SCRIPT [ROUNDS [BENCHMARK]...]")
}
let rounds = CommandLine.arguments.dropFirst(2).first.flatMap { Int($0) } ?? 11
let names = CommandLine.arguments.dropFirst(3)

let benchmarks: [Benchmark] = [
  .stream(count: 4_000), .echo(count: 10_000),
  .packNumbers(count: 200_000), .unpackNumbers(count: 200_000),
  .packText(count: 200_000), .packTextAnew(count: 200_000), .unpackText(count: 200_000),
]
/// Those in which the caller gives the buffer.
///
/// The thread and the sockets of a round allocate, too; that is once for thousands of calls.
let withoutAllocations = ["stream", "echo", "pack numbers", "unpack numbers", "pack text"]
let mostAllocations = 0.01

func cell(_ text: String, _ width: Int) -> String {
  String(repeating: " ", count: max(0, width - text.count)) + text
}

func number(_ value: Double, places: Int) -> String {
  let scale = [1.0, 10, 100][places]
  let (whole, rest) = Int((value * scale).rounded()).quotientAndRemainder(dividingBy: Int(scale))
  return places == 0 ? "\(whole)" : "\(whole)." + String("\(Int(scale) + rest)".dropFirst())
}

print(
  "nanoseconds each", cell("Sockets", 10), cell("by hand", 10), cell("Python", 10),
  cell("to hand", 8), cell("to Python", 10), cell("allocations", 12))
var isAllocating = false
for benchmark in benchmarks where names.isEmpty || names.contains(benchmark.name) {
  let result = try benchmark.measure(rounds: rounds, python: Python(script: script))
  print(
    benchmark.name + String(repeating: " ", count: 16 - benchmark.name.count),
    cell(number(result.sockets, places: 0), 10), cell(number(result.byHand, places: 0), 10),
    cell(number(result.python, places: 0), 10), cell(number(result.toByHand, places: 2), 8),
    cell(number(result.toPython, places: 2), 10), cell(number(result.allocations, places: 2), 12))
  if withoutAllocations.contains(benchmark.name), result.allocations > mostAllocations {
    isAllocating = true
  }
}
if isAllocating {
  print("error: something allocates although the caller gives the buffer")
}
exit(isAllocating ? 1 : 0)
