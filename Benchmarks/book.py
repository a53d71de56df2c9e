"""Writes a book of any number of chapters, the same one each time: `python3 book.py FOLDER CHAPTERS`.

Chapters have 2 to 4 kB of what chapters are made of: headings, paragraphs with emphasis, code and links to other
chapters, lists, quotations, a table, and blocks of plain code, so that nothing has to be compiled, and in the whole book only
one command run.
"""

import json
import os
import random
import sys

WORDS = """
a address after all and answer any are arrives as ask before bind both buffer bytes call can client close connection
copy data datagram each empty end error every first for from full has head holds host how if in is it kernel last
leaves length line listens local long longer loop lost many may message more name network next no nobody not of on one
only open order other packet part peer place port program queue read reader remote rest same second sends server short
side since size socket stream system takes than that the then there they time to twice two until wait whatever when
where which while whole with word write yet
""".split()
CALLS = [f"{name}(_:{label}:)" for name in "bind connect send receive open close".split()
         for label in "to from upTo timeout".split()]
ERRORS = "EAGAIN EPIPE EINTR ECONNRESET ECONNREFUSED EADDRINUSE ETIMEDOUT EMSGSIZE".split()
CHAPTERS_OF_A_PART = 50


def name(number, count):
    """A chapter's file, without `.md`: the names' order is that of the numbers."""
    return f"{number * 100 // count:02}-chapter-{number:05}"


def capitalised(text):
    return text[0].upper() + text[1:]


class Chapter:
    def __init__(self, number, count):
        self.number = number
        self.count = count
        self.random = random.Random(number)
        self.sections = []

    def words(self, least, most):
        return " ".join(self.random.choices(WORDS, k=self.random.randint(least, most)))

    def sentence(self):
        pieces = [self.words(4, 9)]
        for _ in range(self.random.randint(0, 2)):
            kind = self.random.random()
            if kind < 0.3:
                pieces.append(f"`{self.random.choice(CALLS)}`")
            elif kind < 0.4:
                pieces.append(f"`{self.random.choice(ERRORS)}`")
            elif kind < 0.6:
                pieces.append(f"*{self.words(1, 3)}*")
            elif kind < 0.75:
                pieces.append(f"**{self.words(1, 3)}**")
            elif kind < 0.9:
                other = self.random.randrange(self.count)
                pieces.append(f"[{self.words(1, 3)}]({name(other, self.count)}.md)")
            else:
                pieces.append(f"[{self.words(1, 3)}](https://example.com/{self.random.choice(WORDS)})")
            pieces.append(self.words(2, 6))
        return capitalised(" ".join(pieces)) + "."

    def paragraph(self):
        return "\n".join(self.sentence() for _ in range(self.random.randint(2, 5)))

    def bullets(self):
        return "\n".join(f"- {self.sentence()}" for _ in range(self.random.randint(3, 6)))

    def numbers(self):
        return "\n".join(f"{n + 1}. {self.sentence()}" for n in range(self.random.randint(3, 5)))

    def table(self):
        rows = [[self.random.choice(WORDS), f"`{self.random.choice(CALLS)}`", self.words(2, 5)]
                for _ in range(self.random.randint(3, 7))]
        head = [["what", "call", "meaning"], ["---", ":---", "---:"]]
        return "\n".join("| " + " | ".join(row) + " |" for row in head + rows)

    def quotation(self):
        return f"> **Note**\n> {self.sentence()}\n> {self.sentence()}"

    def code(self):
        lines = [f"{self.random.choice(WORDS)} = {self.random.choice(WORDS)}({self.words(1, 3)!r}) < {n}"
                 for n in range(self.random.randint(3, 9))]
        return "\n".join(["```text", *lines, "```"])

    def text(self):
        size = self.random.randint(2000, 4000)
        blocks = [f"# Chapter {self.number + 1}: {self.words(2, 5)}", self.paragraph()]
        length = 0
        while length < size:
            blocks.append(f"## {capitalised(self.words(2, 5))}")
            blocks.append(self.paragraph())
            makers = [self.bullets, self.numbers, self.table, self.quotation, self.code]
            for make in self.random.sample(makers, 2):
                blocks += [make(), self.paragraph()]
            length = sum(len(block) + 2 for block in blocks)
        if self.number == 0:
            # A book without a single example has nothing to verify.
            blocks.append("```console only-one\n$ echo hello\nhello\n```")
        return "\n\n".join(blocks) + "\n"


def write(folder, count):
    """Writes the book, and returns how many bytes of Markdown it has."""
    chapters = os.path.join(folder, "chapters")
    os.makedirs(chapters)
    names = [name(number, count) for number in range(count)]
    parts = [{"title": f"Part {start // CHAPTERS_OF_A_PART + 1}",
              "chapters": names[start:start + CHAPTERS_OF_A_PART]}
             for start in range(0, count, CHAPTERS_OF_A_PART)]
    with open(os.path.join(chapters, "workbook.json"), "w") as file:
        json.dump({"title": "A Book of Many Chapters", "parts": parts}, file, indent=1)
    size = 0
    for number, chapter in enumerate(names):
        text = Chapter(number, count).text()
        size += len(text.encode())
        with open(os.path.join(chapters, f"{chapter}.md"), "w") as file:
            file.write(text)
    return size


if __name__ == "__main__":
    print(write(sys.argv[1], int(sys.argv[2])))
