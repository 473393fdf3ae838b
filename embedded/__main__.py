"""`python -m embedded COMMAND`; the Makefile names the commands."""

import errno
import sys

from embedded import bench, chaos, check, coverage, lock, manage, run, smoke, stylesheets, tests, translations
from embedded.errors import CannotRun

COMMANDS = {
    "run": run.run,
    "manage": manage.run,
    "test": tests.run,
    "chaos": chaos.run,
    "check": check.run,
    "coverage": coverage.run,
    "smoke": smoke.run,
    "bench": bench.run,
    "lock": lock.run,
    "messages": translations.collect_here,
    "gaps": translations.run,
    "stylesheets": stylesheets.run,
}


def main() -> int:
    name, words = (sys.argv[1] if len(sys.argv) > 1 else ""), sys.argv[2:]
    if name not in COMMANDS:
        print(f"python -m embedded {'|'.join(COMMANDS)}", file=sys.stderr)
        return 2
    try:
        return COMMANDS[name](words)
    except CannotRun as no:
        print(no, file=sys.stderr)
    except KeyboardInterrupt:
        return 130
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        print("The disk is full: free at least 1 GB, then start again.", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
