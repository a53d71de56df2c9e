"""Does one of the benchmarks of sockets-benchmark COUNT times, and prints the nanoseconds of each.

    python3 python.py NAME COUNT
"""

import os
import socket
import struct
import sys
import time

CHUNK = 65536


def connection():
    """Both ends, as two processes: threads of Python's run one at a time."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        address = listener.getsockname()
        if os.fork() == 0:
            return socket.create_connection(address), True
        return listener.accept()[0], False


def stream(count):
    end, is_sender = connection()
    if is_sender:
        data = bytes(CHUNK)
        for _ in range(count):
            end.sendall(data)
        os._exit(0)
    buffer = bytearray(CHUNK)
    start = time.perf_counter_ns()
    received = 0
    while received < count * CHUNK:
        received += end.recv_into(buffer)
    return start


def echo(count):
    end, is_server = connection()
    end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    buffer = bytearray(16)
    if is_server:
        for _ in range(count):
            end.recv_into(buffer)
            end.sendall(buffer)
        os._exit(0)
    start = time.perf_counter_ns()
    for _ in range(count):
        end.sendall(buffer)
        end.recv_into(buffer)
    return start


def pack(count):
    record = struct.Struct("!IHhQd")
    buffer = bytearray(record.size)
    pack_into = record.pack_into
    start = time.perf_counter_ns()
    for number in range(count):
        pack_into(buffer, 0, number & 0xFFFFFFFF, 7, -7, number, 2.7)
    return start


def unpack(count):
    record = struct.Struct("!IHhQd")
    data = record.pack(1, 7, -7, 1, 2.7)
    unpack_from = record.unpack_from
    total = 0
    start = time.perf_counter_ns()
    for _ in range(count):
        a, b, c, d, e = unpack_from(data)
        total += a + d
    return start


def pack_text(count):
    record = struct.Struct("I 2s f")
    buffer = bytearray(record.size)
    pack_into = record.pack_into
    start = time.perf_counter_ns()
    for number in range(count):
        pack_into(buffer, 0, number & 0xFFFFFFFF, b"ab", 2.7)
    return start


def pack_text_anew(count):
    record = struct.Struct("I 2s f")
    start = time.perf_counter_ns()
    for number in range(count):
        record.pack(number & 0xFFFFFFFF, b"ab", 2.7)
    return start


def unpack_text(count):
    record = struct.Struct("I 2s f")
    data = record.pack(1, b"ab", 2.7)
    start = time.perf_counter_ns()
    for _ in range(count):
        a, b, c = record.unpack(data)
        b.decode()
    return start


WAYS = {
    "stream": stream,
    "echo": echo,
    "pack numbers": pack,
    "unpack numbers": unpack,
    "pack text": pack_text,
    "pack text anew": pack_text_anew,
    "unpack text": unpack_text,
}

if __name__ == "__main__":
    name, count = sys.argv[1], int(sys.argv[2])
    start = WAYS[name](count)
    print((time.perf_counter_ns() - start) / count)
