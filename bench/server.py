"""Serves a site's pages in a process of its own and says what each answer took: the same way for the portal and pretix.

Such a process is asked by lines of JSON on its standard input and answers in lines of JSON. It knows Django alone, and
the module that its words name (`python -m bench.server MODULE`), so that it runs in any site's virtual environment.
"""

import importlib
import io
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import django

CHECKOUT = Path(__file__).resolve().parent.parent
HOST = "127.0.0.1"
# A WSGI application, and the cookie of somebody who is logged in.
Application = Callable[..., Iterable[bytes]]
Site = tuple[Application, str]


@dataclass(frozen=True)
class Answer:
    """What came back, and what it took from the first middleware to the last byte, without the network."""

    status: int
    size: int
    # How often what was expected stands in the page, or in the address to which it leads.
    found: int
    wall_ms: float
    cpu_ms: float


class Server:
    """A process that serves one site over one database, as seen by whoever asks it."""

    def __init__(self, python: Path | str, site: str, environment: Mapping[str, str], log: Path) -> None:
        self.log = log
        with log.open("w") as said:
            self.process = subprocess.Popen(
                [str(python), "-m", "bench.server", site],
                cwd=CHECKOUT,
                env=dict(environment),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=said,
                text=True,
            )
        self._line()

    def ask(self, path: str, *, expect: str, while_typing: bool = False, **query: str) -> Answer:
        """Ask for a page, and how often something stands in it."""
        question = {"path": path, "query": urlencode(query), "expect": expect, "typing": while_typing}
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(question) + "\n")
        self.process.stdin.flush()
        return Answer(**self._line())

    def end(self) -> None:
        self.process.terminate()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                pipe.close()

    def _line(self) -> Any:
        assert self.process.stdout is not None
        said = self.process.stdout.readline()
        if not said:
            raise SystemExit(f"A process that serves pages has ended:\n{self.log.read_text()[-3000:]}")
        return json.loads(said)


def main(words: Sequence[str]) -> int:
    """Make the site ready, then answer one question after the other."""
    django.setup()
    site = importlib.import_module(words[0])
    application, cookie = site.ready()
    cookies: SimpleCookie = SimpleCookie(cookie)  # Kept as a browser keeps them.
    print(json.dumps("ready"), flush=True)
    for line in sys.stdin:
        print(json.dumps(asdict(_answered(application, cookies, json.loads(line)))), flush=True)
    return 0


def _answered(application: Application, cookies: SimpleCookie, question: dict[str, Any]) -> Answer:
    environ = _environ(cookies, question)
    began: dict[str, Any] = {}

    def start_response(status: str, headers: list[tuple[str, str]], *_rest: object) -> None:
        began.update(status=int(status[:3]), headers=headers)

    cpu, wall = time.process_time(), time.perf_counter()
    body = application(environ, start_response)
    content = b"".join(body)
    getattr(body, "close", lambda: None)()
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    for name, value in began["headers"]:
        if name == "Set-Cookie":
            cookies.load(value)
    text = dict(began["headers"]).get("Location", "") + content.decode(errors="replace")
    return Answer(began["status"], len(content), text.count(question["expect"]), wall * 1000, cpu * 1000)


def _environ(cookies: SimpleCookie, question: dict[str, Any]) -> dict[str, Any]:
    environ = {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": question["path"],
        "QUERY_STRING": question["query"],
        "SERVER_NAME": HOST,
        "SERVER_PORT": "443",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": HOST,
        "HTTP_HOST": HOST,
        "HTTP_COOKIE": "; ".join(f"{name}={kept.value}" for name, kept in cookies.items()),
        "HTTP_ACCEPT_LANGUAGE": "en",
        "HTTP_X_FORWARDED_PROTO": "https",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "https",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": False,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    return environ | ({"HTTP_HX_REQUEST": "true"} if question["typing"] else {})


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
