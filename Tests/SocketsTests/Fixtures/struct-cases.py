#!/usr/bin/env python3
"""Asks CPython's `struct` what formats mean, and writes its answers to struct-cases.tsv beside this file.

A line is one question and its answer, with tabs between:

    size    FORMAT              SIZE COUNT | error NAME
    pack    FORMAT VALUES       BYTES      | error NAME
    unpack  FORMAT BYTES        VALUES     | error NAME
    from    FORMAT BYTES OFFSET VALUES     | error NAME
    into    FORMAT VALUES BYTES OFFSET  BYTES | error NAME
    each    FORMAT BYTES        VALUES/…   | error NAME

A format is written in hexadecimal UTF-8 after `x` where it holds white space or anything else that a line
can't show. Values have commas between: i5 is an integer, r… the bits of a real, t1 a truth value, y… bytes.
NAME is a case of BinaryFormatError. The same Python gives the same file, byte for byte.
"""

import os
import random
import struct

random.seed("struct")
PREFIXES = ["", "@", "=", "<", ">", "!"]
INTEGERS = "bBhHiIlLqQ"
NATIVE_INTEGERS = "nNP"
REALS = "efd"
lines = {}


def name_of(error):
    text = str(error)
    for words, name in [
        ("bad char in struct format", "badCharacter"),
        ("embedded null character", "badCharacter"),
        ("can't encode character", "badCharacter"),
        ("repeat count given without format specifier", "countWithoutCode"),
        ("total struct size too long", "tooLarge"),
        ("overflow in item count", "tooLarge"),
        ("items for packing", "valueCount"),
        ("requires a buffer of a multiple", "byteCount"),
        ("cannot iteratively unpack", "byteCount"),
        ("unpack requires a buffer of", "byteCount"),
        ("requires a buffer of at least", "noRoom"),
        ("no space to pack", "noRoom"),
        ("not enough data to unpack", "noRoom"),
        ("required argument is not", "wrongType"),
        ("char format requires", "wrongType"),
        ("must be a bytes object", "wrongType"),
        ("an integer is required", "wrongType"),
        ("<= number <=", "outOfRange"),
        ("out of range", "outOfRange"),
        ("too large to pack", "outOfRange"),
        ("too large to convert", "outOfRange"),
    ]:
        if words in text:
            return name
    raise AssertionError(f"unknown error: {error!r}")


def ask(question, answer):
    try:
        result = answer()
    except (struct.error, OverflowError, ValueError) as error:
        result = f"error {name_of(error)}"
    lines["\t".join(question) + "\t" + result] = None


def shown(format):
    plain = all("!" <= c <= "~" for c in format) and not format.startswith("x")
    return format if plain and format else "x" + format.encode().hex()


def value(v):
    if isinstance(v, bool):
        return f"t{int(v)}"
    if isinstance(v, int):
        return f"i{v}"
    if isinstance(v, float):
        return "r" + struct.pack(">d", v).hex()
    return "y" + v.hex()


def values(vs):
    return ",".join(map(value, vs))


def size(format):
    def answer():
        size = struct.calcsize(format)
        # 0p lies outside of its field in CPython, which then fails in unpacking.
        count = len(struct.unpack(format, bytes(size))) if size < 1 << 16 and "0p" not in format else "-"
        return f"{size} {count}"

    ask(["size", shown(format)], answer)


def pack(format, *vs):
    ask(["pack", shown(format), values(vs)], lambda: struct.pack(format, *vs).hex())


def unpack(format, data):
    ask(["unpack", shown(format), data.hex()], lambda: values(struct.unpack(format, data)))


def unpack_from(format, data, offset):
    ask(
        ["from", shown(format), data.hex(), str(offset)],
        lambda: values(struct.unpack_from(format, data, offset)),
    )


def pack_into(format, vs, data, offset):
    def answer():
        buffer = bytearray(data)
        struct.pack_into(format, buffer, offset, *vs)
        return buffer.hex()

    ask(["into", shown(format), values(vs), data.hex(), str(offset)], answer)


def iter_unpack(format, data):
    ask(
        ["each", shown(format), data.hex()],
        lambda: "/".join(map(values, struct.iter_unpack(format, data))),
    )


def codes_of(prefix):
    return "xcsp?" + INTEGERS + REALS + (NATIVE_INTEGERS if prefix in ("", "@") else "")


def limits(prefix, code):
    bits = struct.calcsize(prefix + code) * 8
    if code.islower() and code != "P":
        return -(1 << bits - 1), (1 << bits - 1) - 1
    return 0, (1 << bits) - 1


def fits(number):
    return -(1 << 63) <= number < 1 << 64


# Every code with every byte order: sizes, limits, wrong types.
for prefix in PREFIXES:
    for code in "xcsp?" + INTEGERS + REALS + NATIVE_INTEGERS + "aAFDrZ*":
        size(prefix + code)
        for count in (0, 2, 3, 7):
            size(f"{prefix}{count}{code}")
            size(f"{prefix}b{count}{code}")
    for code in INTEGERS + (NATIVE_INTEGERS if prefix in ("", "@") else ""):
        low, high = limits(prefix, code)
        for number in (low, high, low - 1, high + 1, low + 1, high - 1, 0, 1, -1, 0x0102030405060708):
            if fits(number):
                pack(prefix + code, number)
        for other in (True, False, 1.0, b"", b"a"):
            pack(prefix + code, other)
        length = struct.calcsize(prefix + code)
        for data in (bytes(length), b"\xff" * length, bytes(range(1, length + 1))):
            unpack(prefix + code, data)
            unpack(prefix + code, data + b"\0")
            unpack(prefix + code, data[1:])
    for code in REALS:
        for number in (
            0.0, -0.0, 1.0, -1.5, 2.7, 1e-8, 6e-8, 2.9e-8, 65504.0, 65519.9, 65520.0, -65520.0, 1e300, 1e-300,
            3.4028234663852886e38, 3.4028235677973366e38, 1e39, -1e39, float("inf"), float("-inf"), float("nan"),
            5e-324, 1.1754942106924411e-38, 1.401298464324817e-45, 7e-46, 2049.0, 1 / 3, 0.1,
        ):
            pack(prefix + code, number)
        for other in (0, 1, -3, 70000, (1 << 63) + 1025, True, b"a"):
            pack(prefix + code, other)
        length = struct.calcsize(prefix + code)
        for _ in range(6):
            data = random.randbytes(length)
            if all(v == v for v in struct.unpack(prefix + code, data)):
                unpack(prefix + code, data)
    for other in (True, False, 0, 1, -7, 256, 0.0, 0.5, b"", b"\0"):
        pack(prefix + "?", other)
    for byte in range(0, 256, 51):
        unpack(prefix + "?", bytes([byte]))
        unpack(prefix + "c", bytes([byte]))
    for data in (b"", b"a", b"ab", 1, True, 1.0):
        pack(prefix + "c", data)
        pack(prefix + "s", data)
        pack(prefix + "p", data)
    for count in (0, 1, 2, 3, 5):
        for data in (b"", b"a", b"abc", b"abcdef"):
            pack(f"{prefix}{count}s", data)
            # 0p writes outside of its field in CPython.
            if count > 0:
                pack(f"{prefix}{count}p", data)
                unpack(f"{prefix}{count}p", data[:count].ljust(count, b"\x02"))
            unpack(f"{prefix}{count}s", data[:count].ljust(count, b"-"))

# The length of a Pascal string is one byte.
for count in (255, 256, 257, 300):
    for length in (count - 2, count - 1, count, count + 1):
        pack(f"{count}p", b"z" * length)
        unpack(f"{count}p", bytes([length & 255]) + b"z" * (count - 1))

# What the documentation and CPython's own tests point out.
for format in (
    "bi", "ib", "ib0i", "llh0l", "i0q", "0i", "0s", "c0i", "@c0i", "=c0i", "3x", "x3i", "2s 2s", "I 2s f", "<I 2s f",
    "!I2sf", "=I 2s f", " i", "i ", "\ti\n", "\x0bi\x0c\r", "4 i", "4\ti", "<4 i", " <i", "< i", "<<i", "i<i", "@@",
    "<@", "", "@", "<", "3", "<3", "i3", "03i", "000", "1", "9" * 25 + "i", str((1 << 63) - 1) + "b",
    str(1 << 63) + "b", str((1 << 62) - 1) + "h", str(1 << 60) + "q", f"{(1 << 63) - 1}b b", f"{(1 << 63) - 3}xi",
    f"{(1 << 63) - 1}s", "-1i", "+1i", "1.5i", "i,i", "ii;", "é", "i\0", "\0", "٣i", "i\u00a0i", "Nn", "<n", "=N", "!P", ">P",
    "nb", "bn", "bP", "b?i", "he", "be", "bd", "bf", "hihi", "qb", "bq", "5h", "5hl", "bxl", "p", "0p0s",
):
    size(format)
pack("I 2s f", 1, b"ab", 2.7)
pack("<I 2s f", 1, b"ab", 2.7)
pack("!I2sf", 1, b"ab", 2.7)
pack("hhl", 1, 2, 3)
pack("4s", b"ab")
pack("4c", b"a", b"b", b"c", b"d")
pack("4c", b"abcd")
pack("llh0l", 1, 2, 3)


def random_format(prefix):
    parts = []
    for _ in range(random.randint(1, 6)):
        code = random.choice(codes_of(prefix))
        count = random.choice(["", "", "", "0", "1", "2", "3", "5", "11"])
        if code == "p" and count == "0":
            count = "4"
        parts.append(count + code + random.choice(["", "", "", " ", "\t"]))
    return prefix + "".join(parts)


def random_values(format):
    prefix = format[0] if format[0] in "@=<>!" else ""
    body, vs, count = format[len(prefix):], [], ""
    for code in body:
        if code in " \tx":
            count = ""
        elif code.isdigit():
            count += code
        elif code in "sp":
            vs.append(random.randbytes(random.choice([0, 1, 2, 5, int(count or 1)])))
            count = ""
        else:
            for _ in range(int(count or 1)):
                if code == "c":
                    vs.append(random.randbytes(1))
                elif code == "?":
                    vs.append(random.random() < 0.5)
                elif code in REALS:
                    vs.append(random.choice([random.uniform(-1000, 1000), float(random.randint(-99, 99))]))
                else:
                    vs.append(random.randint(*limits(prefix, code)))
            count = ""
    return vs


for _ in range(250):
    format = random_format(random.choice(PREFIXES))
    size(format)
    vs = random_values(format)
    pack(format, *vs)
    data = struct.pack(format, *vs)
    unpack(format, data)
    if random.random() < 0.2:
        pack(format, *vs[:-1])
        pack(format, *vs, 1)
        unpack(format, data + b"x")
        unpack(format, data[:-1])
    if random.random() < 0.2:
        room = random.randbytes(len(data) + random.randint(0, 4))
        for offset in (0, 1, len(room) - len(data), len(room) - len(data) + 1, len(room) + 1):
            if offset >= 0:
                pack_into(format, vs, room, offset)
                unpack_from(format, room[:offset] + data, offset)
                unpack_from(format, data, offset)
    if random.random() < 0.1:
        iter_unpack(format, data * 3)
        iter_unpack(format, data * 2 + b"y")
iter_unpack("", b"")
iter_unpack("0s", b"abc")

alphabet = "xcbB?hHiIlLqQnNefdspP@=<>! 0123456789\t\n-,.zé"
for _ in range(400):
    size("".join(random.choice(alphabet) for _ in range(random.randint(1, 8))))

with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "struct-cases.tsv"), "w") as file:
    file.write("\n".join(lines) + "\n")
print(f"{len(lines)} cases of CPython's struct")
