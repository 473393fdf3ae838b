"""Which ports the processes listen on, all of them on this machine alone."""

import errno
import socket
from dataclasses import dataclass

from embedded.errors import CannotRun

HOST = "127.0.0.1"


@dataclass(frozen=True)
class Ports:
    web: int
    stripe: int
    vies: int
    smtp: int
    mail: int


def choose(wish: str) -> Ports:
    """Take the wished port for the portal and its neighbours for the peers, or free ones where a peer's is taken."""
    web = _wished(wish)
    peers = [port if port < 65536 and _refusal(port) is None else free() for port in range(web + 1, web + 5)]
    return Ports(web, *peers)


def free() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def _wished(wish: str) -> int:
    if not wish.isascii() or not wish.isdigit() or not 0 < int(wish) < 65536:
        raise CannotRun(f"PORT must be a number from 1 to 65535, not “{wish}”: try “make run PORT=9000”.")
    port = int(wish)
    match _refusal(port):
        case None:
            return port
        case errno.EACCES:
            raise CannotRun(f"Only root may listen on port {port}: try “make run PORT=9000”.")
        case _:
            other = port + 1000 if port + 1000 < 65536 else 9000
            raise CannotRun(
                f"Port {port} is already in use: end what uses it, or try “make run PORT={other}”."
            )


def _refusal(port: int) -> int | None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            return error.errno
    return None
