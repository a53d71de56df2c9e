#!/usr/bin/env python3
"""Does by hand what a book's examples do, and tells where real terminals show something else.

    Tests/by-hand.py [--book FOLDER] [--workbook PROGRAM] [--shell dash|bash] [--report FILE] [EXAMPLE ...]

Each window is an ordinary pseudo-terminal with an ordinary interactive shell, and nothing of the lab takes part:
the steps of `workbook verify --report` are typed, each when nothing has been shown anywhere for a while. What
the terminals show is compared with the transcripts of the report, after what must differ is made alike:

- CR LF is a line end, and escape sequences show nothing;
- the echo of a command, the prompts and `^C` are left out, as are what a shell says of its jobs and the
  line that it ends when Ctrl-C has ended a program;
- ports that the kernel chose are numbered as they appear;
- a shell's name in its messages, addresses in memory, and what filled a `[..]`.

Names resolve by the book's `names` only, and `localhost` as on Debian.

Examples on several hosts, and those of root, are left out. It takes Linux, and root or user namespaces.
"""

import argparse
import base64
import concurrent.futures
import ctypes
import difflib
import fcntl
import json
import os
import pty
import re
import select
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import termios
import time

PROMPT = re.compile(rb"@@(\d+)@@ ")
QUIET = 1.4  # seconds; the longest sleep of an example is a second
READER = 1000  # the user who types, where root started this
LONGEST = 4.0  # without a pause of that length, it ticks for ever


# MARK: What is to be done


def report_of(arguments, folder):
    """The report of a run, made now unless one was given."""
    path = arguments.report or os.path.join(folder, "report.json")
    if not arguments.report:
        command = [arguments.workbook, "verify", "--book", arguments.book, "--report", f"json={path}"]
        subprocess.run(command + arguments.examples, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    with open(path) as file:
        return json.load(file)


def source_lines(book, location):
    with open(os.path.join(book, location["file"])) as file:
        return file.read().split("\n")


def is_possible(book, example):
    """Whether all of it is on one host, and none of it root's."""
    for terminal in example["terminals"]:
        if "host" in terminal:
            return False
        for step in terminal["steps"]:
            line = source_lines(book, step["location"])[step["location"]["line"] - 1]
            if step["action"] == "command" and line.lstrip(" >").startswith("# "):
                return False
    return bool(example["terminals"])


def listings(book, chapter):
    """The files of a chapter but for its Swift programs, by name."""
    files = {}
    with open(os.path.join(book, chapter)) as file:
        lines = iter(file.read().split("\n"))
    for line in lines:
        fence = re.match(r"\s*(`{3,}|~{3,})\s*(\S*)\s*(.*)$", line)
        if not fence:
            continue
        words = fence[3].split()
        text = []
        for line in lines:
            if re.match(rf"\s*{fence[1]}\s*$", line):
                break
            text.append(line + "\n")
        if not words or "." not in words[0] or fence[2] in ("console", "bytes", "swift") or "include=" in fence[3]:
            continue
        files[words[0]] = files.get(words[0], "") * ("continued" in words) + "".join(text)
    return files


def copy_programs(arguments, example, folder):
    """Puts the chapter's Swift programs into a folder: those that `workbook run` finds in the store."""
    shown = subprocess.run(
        [arguments.workbook, "show", "--book", arguments.book, example["name"]], capture_output=True, text=True)
    for name in re.findall(r"^\S+:\d+:\d+  (\S+)\.swift$", shown.stdout, re.M):
        command = [arguments.workbook, "run", "--book", arguments.book, f"{example['name']}/{name}"]
        # The loader says which file is executed: first the tool, and in its place the program then.
        process = subprocess.Popen(
            command, env={**os.environ, "LD_SHOW_AUXV": "1"}, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL)
        for line in process.stdout:
            if line.startswith(b"AT_EXECFN:") and os.path.basename(line.split()[-1].decode()) == name:
                # A copy, as an ordinary user can't see into root's folders.
                shutil.copy(line.split()[-1].decode(), folder)
                break
        process.kill()
        process.wait()


# MARK: Hands


class Window:
    """A terminal, its shell, and what is still to be done there."""

    def __init__(self, number, steps, arguments, folder, programs):
        self.number, self.steps, self.taken = number, steps, 0
        self.shown = [b"" for _ in steps]
        self.statuses = {}
        self.is_busy = self.is_over = False
        self.buffer = b""
        words = {
            "dash": ["dash", "-i"],
            # Lines that are edited are redrawn, and not only echoed.
            "bash": ["bash", "--norc", "--noediting", "-i"],
        }[arguments.shell]
        self.child, self.master = pty.fork()
        if self.child == 0:
            for number in (signal.SIGPIPE, signal.SIGXFSZ):  # Python ignores them, and so would the shell.
                signal.signal(number, signal.SIG_DFL)
            if os.stat(folder).st_uid:
                os.setgroups([])
                os.setgid(READER)
                os.setuid(READER)
            os.chdir(folder)
            os.execvpe(words[0], words, {
                "HOME": "/home/reader", "USER": "reader", "SHELL": "/bin/sh", "LANG": "C.UTF-8", "TERM": "xterm",
                "TZ": "UTC", "PAGER": "cat", "PS1": "@@$?@@ ", "SWIFT_BACKTRACE": "enable=no",
                "PATH": programs + ":/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            })
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        while not PROMPT.search(self.buffer) and select.select([self.master], [], [], 5)[0]:
            self.buffer += os.read(self.master, 65536)
        self.buffer = b""

    @property
    def next(self):
        return self.steps[self.taken] if self.taken < len(self.steps) else None

    @property
    def is_left_running(self):
        rest = self.steps[self.taken:]
        one = self.steps[0]["terminal"] == self.steps[-1]["terminal"]
        return bool(rest) and one and all(step["action"] == "interrupt" for step in rest)

    @property
    def can_go_on(self):
        return self.next is not None and not (self.next["action"] == "command" and self.is_busy)

    def read(self):
        """Takes in what has been shown; returns whether anything was."""
        try:
            data = os.read(self.master, 65536)
        except (BlockingIOError, OSError):
            self.is_over, self.is_busy = True, False
            return False
        self.buffer += data
        # Only the prompt behind the whole command means its end.
        if found := list(PROMPT.finditer(self.buffer)):
            self.buffer = PROMPT.sub(b"", self.buffer)
            self.statuses[self.taken - 1] = int(found[-1][1])
            self.is_busy = False
        return True

    def type_line(self, line):
        """Types a line that isn't the last one of a command, and waits for the prompt of the next."""
        os.write(self.master, line.encode() + b"\r")
        before = len(self.buffer)
        while not self.buffer.endswith(b"\n> ", before) and select.select([self.master], [], [], QUIET)[0]:
            self.buffer += os.read(self.master, 65536)

    def close_step(self):
        if self.taken:
            self.shown[self.taken - 1] += self.buffer
        self.buffer = b""

    def take(self):
        step = self.next
        self.close_step()
        self.taken += 1
        keys = {"interrupt": b"\x03", "end-of-input": b"\x04"}.get(step["action"])
        if step["action"] == "command":
            self.is_busy = True
            *lines, last = step["text"].split("\n")
            for line in lines:
                self.type_line(line)
            keys = last.encode() + b"\r"
        elif step["action"] == "input":
            keys = step["text"].encode() + b"\r"
        if keys and self.is_busy and not self.is_over:
            os.write(self.master, keys)


def settle(windows, current):
    """Waits until nothing has been shown for a while; returns whether that never came, as the window ticks."""
    start = last = own = time.monotonic()
    ends = float("inf")
    while time.monotonic() - last < QUIET:
        if time.monotonic() > ends:
            return True
        ready = select.select([w.master for w in windows if not w.is_over], [], [], 0.05)[0]
        for window in windows:
            if window.master in ready and window.read():
                last = time.monotonic()
                own = last if window is current else own
        step = current.steps[current.taken - 1]
        if time.monotonic() - start > LONGEST:
            return step["action"] == "command" and current.is_busy and time.monotonic() - own < QUIET
        # A program that ticks is interrupted when it has shown what the chapter shows, after the command itself.
        typed = step.get("text", "").count("\n") + 1
        if step.get("ticks") and current.buffer.count(b"\n") >= len(step["transcript"]) + typed:
            ends = min(ends, time.monotonic() + 0.05)
    return False


def play(arguments, example, folder, programs):
    steps = {}
    for number, terminal in enumerate(example["terminals"]):
        for place, step in enumerate(terminal["steps"]):
            ticks = [number, place] in example.get("ticking", [])
            steps.setdefault(terminal["window"], []).append(
                {**step, "terminal": number, "place": (number, place), "ticks": ticks})
    numbers = sorted(steps)
    windows = {}

    def ready(number):
        if number in windows:
            return windows[number].can_go_on and not windows[number].is_left_running
        return True

    def place(number):
        return windows[number].next["place"] if number in windows else steps[number][0]["place"]

    ticking = []
    while True:
        looks = [w for w in windows.values() if w.next and w.next["action"] == "look"]
        if looks:
            looks[0].take()
            continue
        possible = [number for number in numbers if ready(number)]
        if possible:
            number = min(possible, key=place)
        else:
            left = [w.number for w in windows.values() if w.is_left_running]
            if not left:
                break
            number = min(left)
        if number not in windows:
            windows[number] = Window(number, steps[number], arguments, folder, programs)
        place_taken = windows[number].next["place"]
        windows[number].take()
        if settle(list(windows.values()), windows[number]):
            ticking.append(place_taken)
    for window in windows.values():
        window.close_step()
    shown = {}
    for window in windows.values():
        for index, step in enumerate(window.steps):
            text = base64.b64encode(window.shown[index]).decode()
            shown["%d.%d" % step["place"]] = [text, window.statuses.get(index)]
        os.kill(window.child, signal.SIGKILL)
    return {"shown": shown, "ticking": ticking}


def inside(arguments):
    """In namespaces of its own: plays an example, and prints what was shown."""
    job = json.load(sys.stdin)
    # SIOCGIFFLAGS, SIOCSIFFLAGS: `ip link set lo up`.
    with socket.socket() as sock:
        request = fcntl.ioctl(sock, 0x8913, struct.pack("16sh14x", b"lo", 0))
        fcntl.ioctl(sock, 0x8914, struct.pack("16sh14x", b"lo", struct.unpack("16sh14x", request)[1] | 1))
    if job["hostName"]:
        socket.sethostname(job["hostName"])
    libc = ctypes.CDLL(None, use_errno=True)
    os.makedirs("/home", exist_ok=True)
    if libc.mount(b"tmpfs", b"/home", b"tmpfs", 0, None) != 0:
        raise OSError(ctypes.get_errno(), "mount /home")
    hosts = "127.0.0.1 localhost\n::1 localhost ip6-localhost ip6-loopback\n" + "".join(job["hosts"])
    # No name server can be asked here.
    for name, text in (("hosts", hosts), ("nsswitch.conf", "hosts: files\nservices: files\nprotocols: files\n")):
        with open(f"/home/{name}", "w") as file:
            file.write(text)
        libc.mount(f"/home/{name}".encode(), f"/etc/{name}".encode(), None, 4096, None)  # MS_BIND
    folder = os.path.join("/home/reader", job["example"]["name"])
    os.makedirs(folder)
    for name, text in job["files"].items():
        with open(os.path.join(folder, name), "w") as file:
            file.write(text)
    if job["isRoot"]:
        for path in ["/home/reader", folder, *(os.path.join(folder, name) for name in job["files"])]:
            os.chown(path, READER, READER)
    json.dump(play(arguments, job["example"], folder, job["programs"]), sys.stdout)


# MARK: What is compared


def without_echo(step, text, status):
    """What a step showed but for what was typed."""
    # Where a line can be edited, its end is told, too.
    text = text.replace("\x1b[?2004l\r", "")
    text = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", text).replace("\r\n", "\n")
    if step["action"] == "command":
        for line in step["text"].split("\n"):
            text = re.sub(r"\A(> )?" + re.escape(line) + r"\n", "", text, count=1)
    if step["action"] == "interrupt":
        text = text.replace("^C", "", 1)
        if status == 130 and text.endswith("\n"):
            text = text[:-1]
    jobs = r"^\[\d+\]\s*[-+ ]\s*(\d+ )?(Done|Terminated|Running|Exit|Killed|Interrupt|Stopped).*\n|^\[\d+\] \d+\n"
    text = re.sub(jobs, "", text, flags=re.M)
    return re.sub(r"^(sh|dash|bash): (line )?\d+: ", "sh: ", text, flags=re.M)


def lines_of(text):
    # Where the kernel has put a program in memory.
    text = re.sub(r"0x0000[0-9a-f]{12}", "0xADDRESS", text)
    lines = text.split("\n")
    return lines[:-1] if lines[-1] == "" else lines


class Ports:
    """Numbers ports of the kernel's choice as they appear."""

    def __init__(self):
        self.known = {}

    def replace(self, line):
        return re.sub(r"(?<![\d.])(3[2-9]\d{3}|4\d{4}|5\d{4}|60\d{3})(?!\d)", lambda found: "PORT%d" % (
            self.known.setdefault(found[0], len(self.known) + 1)), line)


def compare(example, played):
    """The differences, as lines to print."""
    differences = []
    tool_ports, hand_ports = Ports(), Ports()
    for number, terminal in enumerate(example["terminals"]):
        if terminal["comparison"] == "status":
            continue
        for place, step in enumerate(terminal["steps"]):
            text, status = played["shown"][f"{number}.{place}"]
            raw = base64.b64decode(text).decode("utf-8", "backslashreplace")
            hand = [hand_ports.replace(l) for l in lines_of(without_echo(step, raw, status))]
            tool_raw = base64.b64decode(step["output"]).decode("utf-8", "backslashreplace")
            tool_text = re.sub(r"^(sh|dash): (line )?\d+: ", "sh: ", tool_raw.replace("\r\n", "\n"), flags=re.M)
            tool = lines_of(tool_text)
            for hole in step["holes"]:
                at = hole["line"] - 1
                if hole["name"] == "..." or at >= min(len(tool), len(hand)) or not hole["value"]:
                    continue
                parts = tool[at].split(hole["value"], 1)
                if len(parts) == 2 and hand[at].startswith(hand_ports.replace(parts[0])):
                    tail = hand_ports.replace(parts[1])
                    if hand[at].endswith(tail):
                        tool[at] = hand[at]
            tool = [tool_ports.replace(l) for l in tool]
            if terminal["comparison"] == "unordered":
                tool.sort()
                hand.sort()
            if played["ticking"]:
                hand = hand[: len(tool)]
            if step["action"] not in ("interrupt",) and "status" in step and status not in (None, step["status"]):
                differences.append(f"{step['location']['file']}:{step['location']['line']}: status {step['status']} "
                                   f"in the lab, {status} by hand")
            if tool != hand:
                what = step.get("text") or step["action"]
                differences.append(f"{step['location']['file']}:{step['location']['line']}: {what}")
                differences += list(difflib.unified_diff(tool, hand, "lab", "by hand", lineterm="", n=1))[2:]
    return differences


# MARK: All of them


def work_on(arguments, settings, example, folder):
    programs = os.path.join(folder, example["name"])
    os.mkdir(programs)
    copy_programs(arguments, example, programs)
    os.chmod(folder, 0o755)
    name = settings.get("hostName", "localhost")
    hosts = [f"{address} {names}\n" for names, address in settings.get("names", {}).items()]
    job = {
        "example": example, "programs": programs, "hostName": name.split(".")[0], "isRoot": os.geteuid() == 0,
        "hosts": hosts + [f"127.0.1.1 {name}\n"] * (name not in " ".join(hosts).split()),
        "files": listings(arguments.book, example["location"]["file"]),
    }
    unshare = ["unshare", "--net", "--mount", "--uts", "--ipc", "--pid", "--fork", "--kill-child", "--mount-proc"]
    if os.geteuid() != 0:
        unshare += ["--user", "--map-root-user"]
    for attempt in range(2):
        done = subprocess.run(
            unshare + [sys.executable, os.path.abspath(__file__), "--inside", "--shell", arguments.shell],
            input=json.dumps(job), capture_output=True, text=True)
        if done.returncode != 0:
            return [done.stderr.strip()]
        played = json.loads(done.stdout)
        # One that ticks is played again: it must be interrupted in time.
        if not played["ticking"] or attempt:
            return compare(example, played)
        example["ticking"] = played["ticking"]
    return []


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--book", default=os.path.join(os.path.dirname(os.path.abspath(__file__)), "ProgramsBook"))
    parser.add_argument("--workbook", default=shutil.which("workbook") or os.path.join(
        os.path.dirname(os.path.dirname(os.path.abspath(__file__))), ".build/debug/workbook"))
    parser.add_argument("--shell", choices=["dash", "bash"], default="dash")
    parser.add_argument("--report", help="a report of the same book, instead of a run")
    parser.add_argument("--jobs", type=int, default=6, help="how many examples at once; they mostly wait")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("examples", nargs="*")
    arguments = parser.parse_args()
    if arguments.inside:
        return inside(arguments)
    with open(os.path.join(arguments.book, "chapters/workbook.json")) as file:
        settings = json.load(file)
    agree, differ, left = 0, 0, []
    with tempfile.TemporaryDirectory() as folder:
        report = report_of(arguments, folder)
        examples = [e for e in report["examples"] if not arguments.examples or e["name"] in arguments.examples]
        possible = [e for e in examples if is_possible(arguments.book, e)]
        left = [e["name"] for e in examples if e not in possible]
        with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
            results = pool.map(lambda e: work_on(arguments, settings, e, folder), possible)
            for example, differences in zip(possible, results):
                print("✗" if differences else "✓", example["name"], flush=True)
                print("".join(f"  {line}\n" for line in differences), end="")
                agree, differ = agree + (not differences), differ + bool(differences)
    print(f"{agree} agree, {differ} differ" + (f"; left out: {', '.join(left)}" if left else ""))
    return 1 if differ else 0


if __name__ == "__main__":
    sys.exit(main())
