"""Measures what labs cost: how long the helper takes to make one and to run `true` in it, beside `true` alone;
how long it takes to see each of many faults, and that nothing is left of them; and whether servers and clients
that all use port 10000 get in each other's way, 50 pairs at once and 1,000 in all.

    python3 labs.py HELPER ROUNDS

Prints medians in milliseconds; fails where a fault is taken for something else, leaves a process, or a pair fails.
"""

import concurrent.futures
import json
import os
import statistics
import subprocess
import sys
import time

LIMITS = {
    "seconds": 10,
    "processorSeconds": 10,
    "memory": 512 << 20,
    "processes": 64,
    "fileSize": 64 << 20,
    "folderSize": 128 << 20,
    "openFiles": 256,
    "output": 1 << 20,
    "capturedBytes": 32 << 20,
}


def host(number):
    address = {"text": f"192.168.100.{number + 2}", "prefixLength": 24}
    interface = {"name": "eth0", "addresses": [address]}
    return {"name": f"host{number}", "interfaces": [interface]}


def steps(line):
    """A command; behind ^C it is interrupted."""
    taken = [{"action": {"command": {"_0": line.removesuffix("^C")}}, "lineCount": 0}]
    if line.endswith("^C"):
        taken.append({"action": {"interrupt": {}}, "lineCount": 0})
    return taken


def request(terminals, hosts=1, **limits):
    """Asks for windows with one command each; those that end in ^C are interrupted."""
    alone = [{"name": "localhost", "interfaces": []}]
    return {
        "hosts": alone if hosts == 1 else [host(number) for number in range(hosts)],
        "names": {},
        "folder": "benchmark",
        "files": [],
        "programs": [],
        "needs": [],
        "windows": [
            {
                "host": 0,
                "isRoot": False,
                "clientPorts": [[50000 + 100 * index, 50099 + 100 * index]],
                "columns": 80,
                "staysOpen": False,
                "ticks": False,
            }
            for index in range(len(terminals))
        ],
        "terminals": [
            {"window": index, "steps": steps(line)} for index, line in enumerate(terminals)
        ],
        "limits": LIMITS | limits,
        "observation": {"traces": False, "captures": False},
        "capabilities": [],
        "machine": {
            "umask": 0o022, "stackSize": 8 << 20, "hasIPv6": True, "environment": {}, "niceness": 0,
            "socketBuffers": {"receive": [4096, 131072, 6291456], "send": [4096, 16384, 4194304]},
        },
    }


def run(helper, request):
    """Runs a lab; answers when it was ready, when it was over, and its last events."""
    line = (json.dumps(request) + "\n").encode()
    start = time.perf_counter()
    with subprocess.Popen(
        [helper], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        process.stdin.write(line)
        process.stdin.flush()
        first = process.stdout.readline()
        ready = time.perf_counter()
        rest = process.stdout.read()
    end = time.perf_counter()
    events = [json.loads(text) for text in (first + rest).splitlines()]
    return (ready - start) * 1e3, (end - start) * 1e3, events


def ending(events):
    """How a run ended: the ending's name, or the exit status where it is complete."""
    last = events[-1]
    if "finished" not in last:
        return str(last)
    name = next(iter(last["finished"]["_0"]))
    if name != "complete":
        return name
    statuses = [next(iter(e["ended"]["status"].items())) for e in events if "ended" in e]
    kind, value = statuses[0]
    return f"{kind} {value['_0']}"


def alone():
    start = time.perf_counter()
    subprocess.run(["/bin/sh", "-c", "true"], stdin=subprocess.DEVNULL, check=True)
    return (time.perf_counter() - start) * 1e3


def measure_labs(helper, rounds):
    counts = [1, 2, 3, 10]
    times = {count: [] for count in counts}
    base = []
    for _ in range(rounds):
        base.append(alone())
        for count in counts:
            ready, whole, events = run(helper, request(["true"], hosts=count))
            if ending(events) != "exited 0":
                sys.exit(f"no lab: {events}")
            times[count].append((ready, whole))
    own = statistics.median(base)
    print(f"{'milliseconds':<14}{'ready':>8}{'whole':>8}{'beyond true':>13}")
    for count in counts:
        ready, whole = (statistics.median(column) for column in zip(*times[count]))
        name = "1 host" if count == 1 else f"{count} hosts"
        print(f"{name:<14}{ready:>8.2f}{whole:>8.2f}{whole - own:>13.2f}")
    print(f"{'true alone':<14}{'':>8}{own:>8.2f}")


SERVER = """
import socket
with socket.create_server(("127.0.0.1", 10000)) as listener:
    print("ready", flush=True)
    with listener.accept()[0] as connection: connection.sendall(connection.recv(64))
"""
CLIENT = """
import socket
with socket.create_connection(("127.0.0.1", 10000)) as connection:
    connection.sendall(b"hello"); print(connection.recv(64))
"""
CRASH = "import os, socket; s = socket.socket(); {} os.abort()"


def python(program):
    return f"python3 -c '{program}'"


# What goes wrong, what is typed, what is seen, and limits besides the usual ones.
FAULTS = [
    ("never listens", ["sleep 600", "true"], "timeLimit", {"seconds": 0.5}),
    ("waits for ever", ["mkfifo f; cat f"], "waitsForEver", {}),
    ("computes for ever", ["while :; do :; done"], "timeLimit", {"seconds": 0.5}),
    ("uses up its processor time", ["while :; do :; done"], "signaled 24", {"processorSeconds": 1}),
    ("crashes before binding", [python(CRASH.format("")), "true"], "exited 134", {}),
    (
        "crashes after binding",
        [python(CRASH.format('s.bind(("", 10000));')), "true"],
        "exited 134",
        {},
    ),
    ("kills itself", ["kill -SEGV $$"], "signaled 11", {}),
    (
        "ignores SIGINT and SIGTERM",
        ["trap \"\" INT TERM; mkfifo f; cat f^C"],
        "ignoresInterrupt",
        {},
    ),
    ("leaves its process group", ["mkfifo f; setsid -w cat f^C"], "ignoresInterrupt", {}),
    # Who counts, and who can't fork any more, may see it first.
    ("forks without end", ["f() { f | f; }; f"], "processLimit|exited 2|leftBehind", {}),
    ("leaves a daemon", ["setsid sleep 600 >/dev/null 2>&1 &"], "leftBehind", {}),
    ("fills memory", [python("bytearray(1 << 30)")], "exited 1", {}),
    ("fills a file", ["cat /dev/zero > f"], "exited 153", {"fileSize": 1 << 20}),
    ("fills the folder", ["while cat /dev/zero > f$((n += 1)); do :; done 2>/dev/null; exit 7"], "exited 7", {"folderSize": 1 << 20}),
    ("prints without end", ["cat /dev/zero"], "outputLimit", {}),
    ("prints a line of 1 MiB", ["head -c 1048575 /dev/zero | tr \"\\0\" x"], "exited 0", {}),
    ("closes its streams", ["exec >&- 2>&-; exit 5"], "exited 5", {}),
    ("stops itself", ["kill -STOP $$"], "waitsForEver", {}),
    ("becomes another program", ["exec sh -c \"exit 6\""], "exited 6", {}),
    ("deletes its folder", ["cd .. && rm -rf benchmark; exit 4"], "exited 4", {}),
    ("writes outside", ["echo x > /etc/passwd || exit 3"], "exited 3", {}),
    ("reaches for the network", [python("import socket; socket.create_connection((\"192.0.2.1\", 80))")], "exited 1", {}),
]


def strays():
    """The processes that are in another network than this one."""
    own = os.readlink("/proc/self/ns/net")
    found = []
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            if os.readlink(f"/proc/{name}/ns/net") != own:
                found.append(name)
        except OSError:
            pass
    return set(found)


def measure_faults(helper, rounds):
    print(f"\n{'fault':<30}{'seen as':<20}{'milliseconds':>12}")
    for name, terminals, expected, limits in FAULTS:
        times = []
        for _ in range(min(rounds, 5)):
            before = strays()
            _, whole, events = run(helper, request(terminals, **limits))
            times.append(whole)
            seen = ending(events)
            if seen not in expected.split("|"):
                sys.exit(f"{name}: {seen}, not {expected}")
            left = strays() - before
            if left:
                sys.exit(f"{name}: left processes {left}")
        print(f"{name:<30}{seen:<20}{statistics.median(times):>12.0f}")


def measure_pairs(helper):
    pair = request([python(SERVER), python(CLIENT)], seconds=60)
    for count, at_once in ((50, 50), (1000, 8)):
        start = time.perf_counter()
        with concurrent.futures.ThreadPoolExecutor(at_once) as pool:
            runs = list(pool.map(lambda _: run(helper, pair), range(count)))
        seconds = time.perf_counter() - start
        failed = [events for _, _, events in runs if ending(events) != "exited 0"]
        print(f"{count} pairs, {at_once} at once: {len(failed)} failed, {seconds:.1f} s")
        if failed:
            sys.exit(str(failed[0]))


def main(helper, rounds):
    measure_labs(helper, rounds)
    measure_faults(helper, rounds)
    print()
    measure_pairs(helper)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
