"""Reads a file from standard input, writes one line of JSON and behind it the file made safe.

Any other end, by a signal or by a limit, is a refusal, too: the file was more than a document needs.
"""

import json
import resource
import sys

from accounts.inspection.verdicts import PDF, Refusal, Safe, Why, kind_of

MEMORY_BYTES = 1024 * 1024 * 1024
CPU_SECONDS = 10
ANSWER_BYTES = 32 * 1024 * 1024
OPEN_FILES = 64


def limit() -> None:
    """Take away from this process what a document never needs; it cannot be taken back."""
    limits = {
        resource.RLIMIT_AS: MEMORY_BYTES,
        resource.RLIMIT_CPU: CPU_SECONDS,
        resource.RLIMIT_FSIZE: ANSWER_BYTES,
        resource.RLIMIT_NOFILE: OPEN_FILES,
        resource.RLIMIT_CORE: 0,
    }
    for kind, most in limits.items():
        allowed = resource.getrlimit(kind)[1]
        value = most if allowed == resource.RLIM_INFINITY else min(most, allowed)
        resource.setrlimit(kind, (value, value))


def inspected(data: bytes) -> Safe:
    kind = kind_of(data)
    if kind is None:
        raise Refusal(Why.UNKNOWN)
    if kind == PDF:
        from accounts.inspection import pdf  # noqa: PLC0415  (a picture needs no PDF library, and the other way round)

        return pdf.made_safe(data)
    from accounts.inspection import pictures  # noqa: PLC0415

    return pictures.redrawn(data, kind)


def answer(content: bytes, **said: str | int) -> None:
    """Write what is said of the file with the size of what follows, so that an answer cut short is seen."""
    line = json.dumps({**said, "size": len(content)}).encode()
    sys.stdout.buffer.write(line + b"\n" + content)


def main() -> None:
    limit()
    try:
        safe = inspected(sys.stdin.buffer.read())
    except Refusal as no:
        answer(b"", refused=no.why)
    except (MemoryError, RecursionError):
        answer(b"", refused=Why.TOO_COMPLEX)
    else:
        answer(safe.content, media_type=safe.media_type, pages=safe.pages)


if __name__ == "__main__":
    main()
