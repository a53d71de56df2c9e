"""What came of machines, as lines on a terminal and as a table in the documentation."""

import dataclasses
import json
import re

BEGIN = "<!-- made by script/elsewhere -->"
END = "<!-- end of what script/elsewhere made -->"


@dataclasses.dataclass(frozen=True)
class Excuse:
    """Which examples a machine can't verify, as it should be, and why."""

    names: frozenset[str] = frozenset()
    # Behind "not verified,".
    why: str = ""


def report(folder):
    """What the tool knows of its run; None if it wrote no report."""
    file = folder / "report.json"
    return json.loads(file.read_text()) if file.exists() else None


def first_error(report):
    """What is wrong besides examples, such as a listing that doesn't compile."""
    for diagnostic in report["diagnostics"]:
        if diagnostic["severity"] == "error":
            place = diagnostic["location"]
            return f"{place['file']}:{place['line']}: {diagnostic['message']}"
    return ""


def statuses(verdicts):
    """Those with which the tool may end where examples fared so, and nothing else is wrong."""
    if any(verdict not in ("passed", "not-verified") for verdict in verdicts):
        return {1}
    if "not-verified" not in verdicts:
        return {0}
    # It may be made to fail for what can't be verified.
    return {0, 3} if "passed" in verdicts else {3}


@dataclasses.dataclass
class Result:
    name: str
    # Why there is nothing else to tell.
    reason: str = ""
    # Whether the machine can't be had here, which is no fault of the book.
    is_unavailable: bool = False
    verified: int = 0
    differ: list[str] = dataclasses.field(default_factory=list)
    elsewhere: list[str] = dataclasses.field(default_factory=list)
    excuse: Excuse = Excuse()
    seconds: float = 0
    kernel: str = ""
    system: str = ""

    @classmethod
    def unavailable(cls, name, reason):
        return cls(name, reason, is_unavailable=True)

    @classmethod
    def read(cls, name, folder, status, log, seconds, excuse):
        if status is None:
            return cls(name, f"took longer than {seconds:.0f} s; see {log}")
        contents = report(folder)
        if contents is None:
            return cls(name, f"ended with status {status} and without a report; see {log}")
        examples = contents["examples"]
        if contents["malformed"] or not examples:
            return cls(name, f"the book can't be read there; see {log}")
        named = {}
        for example in examples:
            named.setdefault(example["verdict"], []).append(example["name"])
        if status not in statuses(named):
            counts = ", ".join(f"{len(names)} {verdict}" for verdict, names in named.items())
            wrong = first_error(contents) or f"ended with status {status}, although examples are {counts}"
            return cls(name, f"{wrong}; see {log}")
        return cls(
            name,
            verified=len(named.get("passed", [])),
            differ=named.get("failed", []) + named.get("not-built", []),
            elsewhere=named.get("not-verified", []),
            excuse=excuse,
            seconds=seconds,
            kernel=re.match(r"\d+\.\d+", (folder / "kernel").read_text())[0],
            system=(folder / "system").read_text().strip(),
        )

    @property
    def unexpected(self):
        """The examples that should be verified there, and can't be."""
        return [name for name in self.elsewhere if name not in self.excuse.names]

    @property
    def exit_status(self):
        if self.is_unavailable:
            return 3
        if self.reason or self.differ:
            return 1
        return 3 if self.unexpected or not self.verified else 0

    def print(self):
        if self.reason:
            print(f"{self.name:16} {self.reason}", flush=True)
            return
        counts = f"{self.verified:8} {len(self.differ):6} {len(self.elsewhere):17} {self.seconds:8.0f}"
        print(f"{self.name:16} {counts}", flush=True)
        if self.differ:
            print(f"{'':16} differ: {' '.join(self.differ)}", flush=True)
        if self.unexpected:
            print(f"{'':16} not verified, but should be: {' '.join(self.unexpected)}", flush=True)
        elif self.elsewhere:
            print(f"{'':16} not verified, {self.excuse.why}", flush=True)


def print_head():
    print(f"{'machine':16} verified differ not verified here  seconds", flush=True)


def write(page, machines, found):
    """Puts the table between the two marks of a page. Machines that didn't run keep their rows."""
    text = page.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN)
    old, after = rest.split(END)
    rows = dict(re.findall(r"^\| `([^`]+)` (\|.*)$", old, re.M))
    whats = {machine.name: machine.what for machine in machines}
    for result in found:
        if not result.reason:
            is_excused = result.elsewhere and not result.unexpected
            elsewhere = f"{len(result.elsewhere)}{f', {result.excuse.why}' if is_excused else ''}"
            counts = [result.verified, len(result.differ), elsewhere]
            cells = [whats[result.name], f"`{result.system}`", result.kernel, *counts]
            rows[result.name] = "".join(f"| {cell} " for cell in cells) + "|"
    lines = [
        "| Machine | What is special about it | System | Linux | Verified | Differ | Not verified there |",
        "|---|---|---|---|---|---|---|",
        *(f"| `{machine.name}` {rows[machine.name]}" for machine in machines if machine.name in rows),
    ]
    page.write_text("".join([before, BEGIN, "\n", *(line + "\n" for line in lines), END, after]), encoding="utf-8")
