"""Measures what a lab costs: how long the helper takes to make one and to run `true` in it, beside `true` alone.

    python3 labs.py HELPER ROUNDS

Prints medians in milliseconds.
"""

import json
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
    "interruptGrace": 1,
}


def host(number):
    address = {"text": f"192.168.100.{number + 2}", "prefixLength": 24}
    interface = {"name": "eth0", "addresses": [address]}
    return {"name": f"host{number}", "interfaces": [interface]}


def request(count):
    command = {"line": "true", "isInterrupted": False, "isRoot": False}
    terminal = {"commands": [command], "host": 0, "clientPorts": [50000, 50000]}
    alone = [{"name": "localhost", "interfaces": []}]
    return {
        "hosts": alone if count == 1 else [host(number) for number in range(count)],
        "names": {},
        "folder": "benchmark",
        "files": [],
        "programs": [],
        "needs": [],
        "terminals": [terminal],
        "limits": LIMITS,
    }


def run(helper, count):
    line = (json.dumps(request(count)) + "\n").encode()
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
    if b"complete" not in rest:
        sys.exit(f"no lab: {(first + rest).decode()}")
    return (ready - start) * 1e3, (end - start) * 1e3


def alone():
    start = time.perf_counter()
    subprocess.run(["/bin/sh", "-c", "true"], stdin=subprocess.DEVNULL, check=True)
    return (time.perf_counter() - start) * 1e3


def main(helper, rounds):
    counts = [1, 2, 3, 10]
    times = {count: [] for count in counts}
    base = []
    for _ in range(rounds):
        base.append(alone())
        for count in counts:
            times[count].append(run(helper, count))
    own = statistics.median(base)
    print(f"{'milliseconds':<14}{'ready':>8}{'whole':>8}{'beyond true':>13}")
    for count in counts:
        ready, whole = (statistics.median(column) for column in zip(*times[count]))
        name = "1 host" if count == 1 else f"{count} hosts"
        print(f"{name:<14}{ready:>8.2f}{whole:>8.2f}{whole - own:>13.2f}")
    print(f"{'true alone':<14}{'':>8}{own:>8.2f}")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
