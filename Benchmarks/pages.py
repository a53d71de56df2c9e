"""Measures how long pages take: `workbook build` on made-up books of 1,000 and 10,000 chapters beside `cmark`,
pandoc, Hugo and MkDocs on the same Markdown in the same run; and how long a preview takes from a saved chapter to
its new page.

    python3 pages.py WORKBOOK ROUNDS

Prints medians, in MB of Markdown a second; what each takes beside `workbook build`; how the time grows from the
smaller book to the larger; and the most memory of any round, below 25 MB of which
this program itself is counted. What isn't installed is left out and said.
"""

import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request

import book

SMALL, LARGE = 1_000, 10_000


# The others, each with as little to do as can be: no themes, no lists of pages, no search.


def chapters(folder):
    names = sorted(name for name in os.listdir(f"{folder}/chapters") if name.endswith(".md"))
    return [f"chapters/{name}" for name in names]


def put(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as file:
        file.write(text)


def prepare_nothing(folder):
    pass


def prepare_hugo(folder):
    put(f"{folder}/hugo.toml", 'title = "A Book"\nbaseURL = "/"\ncontentDir = "chapters"\n'
        'disableKinds = ["taxonomy", "term", "RSS", "sitemap", "404"]\n')
    page = "<!doctype html><html><head><title>{{ .Title }}</title></head><body>%s</body></html>"
    put(f"{folder}/layouts/_default/single.html", page % "{{ .Content }}")
    put(f"{folder}/layouts/index.html", page % "{{ range .Site.RegularPages }}{{ .Permalink }} {{ end }}")


def prepare_mkdocs(folder):
    put(f"{folder}/mkdocs.yml", "site_name: A Book\ndocs_dir: chapters\nsite_dir: mkdocs-site\nplugins: []\n"
        "theme:\n  name: null\n  custom_dir: mkdocs-theme\nmarkdown_extensions: [tables, fenced_code]\n")
    put(f"{folder}/mkdocs-theme/main.html", "<!doctype html><html><head><title>{{ page.title }}</title></head>"
        "<body>{{ page.content }}</body></html>")


class Tool:
    def __init__(self, name, command, output, prepare=prepare_nothing, largest=LARGE, note=""):
        self.name = name
        self.command = command
        self.output = output
        self.prepare = prepare
        self.largest = largest
        self.note = note


def tools(workbook):
    return [
        Tool("workbook build", lambda folder: [workbook, "build"], "site",
             note="pages with lists, search, index and the whole book on one page"),
        Tool("build again", lambda folder: [workbook, "build"], None, note="nothing to be done"),
        Tool("cmark", lambda folder: ["cmark", *chapters(folder)], None,
             note="all chapters in one run, bare HTML, no file written; no tables"),
        Tool("pandoc", lambda folder: ["pandoc", "--from=gfm", "--to=html", "--output=/dev/null", *chapters(folder)],
             None, largest=SMALL, note="all chapters in one run, bare HTML, no file written"),
        Tool("hugo", lambda folder: ["hugo", "--quiet", "--destination=hugo-site"], "hugo-site", prepare_hugo,
             note="a layout of one line"),
        Tool("mkdocs", lambda folder: ["mkdocs", "build", "--quiet"], "mkdocs-site", prepare_mkdocs,
             largest=SMALL, note="a theme of one line, without plugins"),
    ]


PACKAGES = {"cmark": "apt-get install cmark", "pandoc": "apt-get install pandoc", "hugo": "apt-get install hugo",
            "mkdocs": "pip install mkdocs"}


class Run:
    """A command that ran: its seconds, those of the processors, and the most memory that a process of it had."""

    def __init__(self, command, folder):
        start = time.monotonic()
        process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        said = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        self.seconds = time.monotonic() - start
        self.processor = usage.ru_utime + usage.ru_stime
        self.megabytes = usage.ru_maxrss / 1024
        if process.returncode != 0:
            sys.exit(f"{command[0]} failed in {folder}: {said.decode(errors='replace')[-2000:]}")


def measure(tool, folder):
    if tool.output:
        shutil.rmtree(f"{folder}/{tool.output}", ignore_errors=True)
    return Run(tool.command(folder), folder)


def median(runs, value):
    return statistics.median(getattr(run, value) for run in runs)


def pages(workbook, folders, sizes, rounds):
    there = [tool for tool in tools(workbook) if shutil.which(tool.command(folders[SMALL])[0])]
    for tool in PACKAGES:
        if tool not in [each.name for each in there]:
            print(f"{tool} isn't installed and left out: {PACKAGES[tool]}")
    runs = {}
    for count, folder in folders.items():
        for tool in there:
            tool.prepare(folder)
        for number in range(rounds):
            for tool in there:
                if count <= tool.largest:
                    runs.setdefault((tool.name, count), []).append(measure(tool, folder))

    for count in folders:
        base = median(runs["workbook build", count], "seconds")
        size = sizes[count] / 1e6
        print(f"\n{count:,} chapters, {size:.1f} MB of Markdown")
        print(f"{'':16}{'median':>10}{'processor':>11}{'speed':>13}{'ratio':>8}{'memory':>10}")
        for tool in there:
            if count > tool.largest:
                print(f"{tool.name:16}not measured: it takes minutes")
                continue
            mine = runs[tool.name, count]
            seconds = median(mine, "seconds")
            print(f"{tool.name:16}{seconds:8.2f} s{median(mine, 'processor'):9.2f} s{size / seconds:8.1f} MB/s"
                  f"{seconds / base:8.2f}{max(run.megabytes for run in mine):7.0f} MB  {tool.note}")

    print(f"\nfrom {SMALL:,} to {LARGE:,} chapters, {sizes[LARGE] / sizes[SMALL]:.1f} times the Markdown")
    for tool in there:
        if tool.largest == LARGE:
            small, large = runs[tool.name, SMALL], runs[tool.name, LARGE]
            print(f"{tool.name:16}{median(large, 'seconds') / median(small, 'seconds'):6.1f} times the time,"
                  f"{median(large, 'processor') / median(small, 'processor'):6.1f} of the processor's,"
                  f"{median(large, 'megabytes') / median(small, 'megabytes'):6.1f} of the memory")


class Preview:
    """A preview server, and as much of a browser as it takes to see a page change."""

    def __init__(self, workbook, folder):
        self.folder = folder
        self.process = subprocess.Popen([workbook, "serve", "--port=0"], cwd=folder, stdout=subprocess.PIPE,
                                        stderr=subprocess.DEVNULL, text=True)
        self.address = self.process.stdout.readline().strip()

    def get(self, path):
        try:
            with urllib.request.urlopen(self.address + path) as answer:
                return answer.read().decode()
        except urllib.error.HTTPError as error:
            # A page that isn't there yet waits for its change like any other.
            return error.read().decode()

    def page(self, name, words):
        """Waits, as the script in the page does, until the page has some words."""
        while True:
            page = self.get(name)
            if words in page:
                return
            version = re.search('data-version="([0-9]+)"', page).group(1)
            self.get(f".workbook/changes?page={name}&version={version}")

    def save(self, chapter, words):
        """Saves a chapter, and returns the seconds until its page is there."""
        path = f"{self.folder}/chapters/{chapter}.md"
        with open(path) as file:
            text = file.read()
        start = time.monotonic()
        put(path, text + f"\n{words}\n")
        self.page(f"{chapter}.html", words)
        return time.monotonic() - start

    def memory(self):
        with open(f"/proc/{self.process.pid}/status") as file:
            return int(re.search(r"VmHWM:\s+([0-9]+)", file.read()).group(1)) / 1024

    def end(self):
        self.process.terminate()
        self.process.stdout.close()
        self.process.wait()


def previews(workbook, folders, rounds):
    print("\nfrom a saved chapter to its new page; the files are looked at every 200 ms")
    for count, folder in folders.items():
        preview = Preview(workbook, folder)
        try:
            chapter = book.name(count // 2, count)
            # All is ready when a first change has been shown.
            preview.save(chapter, "Before the first word.")
            times = [preview.save(chapter, f"Word {number} of many.") for number in range(max(3, rounds))]
            print(f"{count:,} chapters: {statistics.median(times) * 1000:.0f} ms, at most {max(times) * 1000:.0f};"
                  f" {preview.memory():.0f} MB")
        finally:
            preview.end()


def main(workbook, rounds):
    with tempfile.TemporaryDirectory() as root:
        # The books' programs don't stay in the user's store.
        os.environ["XDG_CACHE_HOME"] = f"{root}/caches"
        folders = {count: f"{root}/{count}" for count in (SMALL, LARGE)}
        sizes = {count: book.write(folder, count) for count, folder in folders.items()}
        for folder in folders.values():
            # What is compiled once and kept in the store isn't measured.
            Run([workbook, "build"], folder)
        pages(workbook, folders, sizes, rounds)
        previews(workbook, folders, rounds)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
