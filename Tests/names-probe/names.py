"""Asks for names and addresses and prints the answers, as main.swift does through Sockets."""

import errno
import socket


def answer(question, body):
    try:
        print(question, body())
    except socket.gaierror as error:
        print(question, NAMES[error.errno])
    except socket.herror as error:
        print(question, HOST_NAMES[error.errno])
    except OSError as error:
        print(question, errno.errorcode[error.errno])


NAMES = {
    getattr(socket, name): name for name in dir(socket) if name.startswith("EAI_")
}
# Sockets has one code for what both families of functions mean.
HOST_NAMES = {1: "EAI_NONAME", 2: "EAI_AGAIN", 3: "EAI_FAIL", 4: "EAI_NODATA"}


def entry(found):
    name, aliases, addresses = found
    return " ".join([name] + aliases + addresses)


def text(address):
    host, port = address[:2]
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


answer("gethostname", socket.gethostname)
for name in [
    "google.com",
    "rodgers-PC",
    "mirror.example",
    "six.example",
    "nowhere.invalid",
    "127.1",
    "short",
]:
    answer(f"gethostbyname {name}", lambda: socket.gethostbyname(name))
    answer(f"gethostbyname_ex {name}", lambda: entry(socket.gethostbyname_ex(name)))
    answer(f"getfqdn {name}", lambda: socket.getfqdn(name))
answer("getfqdn", socket.getfqdn)
for address in "216.58.223.78", "192.0.2.2", "192.0.2.9":
    answer(f"gethostbyaddr {address}", lambda: entry(socket.gethostbyaddr(address)))
    answer(
        f"getnameinfo {address}",
        lambda: " ".join(socket.getnameinfo((address, 80), socket.NI_NAMEREQD)),
    )
for name in "both.example", "six.example", "mirror.example", "nowhere.invalid":
    answer(
        f"getaddrinfo {name}",
        lambda: " ".join(
            sorted(
                text(found[4])
                for found in socket.getaddrinfo(name, "80", type=socket.SOCK_STREAM)
            )
        ),
    )
answer(
    "connected unreachable.example",
    lambda: str(socket.create_connection(("unreachable.example", 80))),
)
