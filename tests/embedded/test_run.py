"""`make run` over a folder of its own: one command up, one signal down, the data kept."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from embedded.home import CHECKOUT
from embedded.ports import free
from embedded.smoke import left_over


def words(*command: str) -> list[str]:
    return [sys.executable, "-m", "embedded", *command]


def environment(var: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CPS_")}
    return kept | {"CPS_VAR": str(var)}


@contextmanager
def portal(var: Path) -> Iterator[list[str]]:
    """Run the portal until the block ends; gives the lines that it printed when it was ready."""
    with subprocess.Popen(
        words("run", f"--port={free()}"),
        cwd=CHECKOUT,
        env=environment(var),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as command:
        assert command.stdout
        said: list[str] = []
        for line in command.stdout:
            said.append(line.strip())
            if line.startswith("Data stay in"):
                break
        try:
            yield said
        finally:
            command.send_signal(signal.SIGINT)
            said.append(command.stdout.read().strip())
            said.append(f"exit code {command.wait()}")


def manage(var: Path, *command: str) -> str:
    done = subprocess.run(
        words("manage", *command), cwd=CHECKOUT, env=environment(var), capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


COUNT = (
    "from accounts.models import User; print(User.objects.count(), User.objects.filter(name='Kept').count())"
)
ADD = f"from accounts.models import User; User.objects.create(email='kept@studio.example', name='Kept'); {COUNT}"


def test_everything_starts_ends_and_is_kept(tmp_path: Path) -> None:
    with portal(tmp_path) as said:
        assert "The portal is ready: http://127.0.0.1:" in "\n".join(said)
        assert left_over(tmp_path)
        counted = manage(tmp_path, "shell", "--no-imports", "--command", ADD)
        second = subprocess.run(
            words("run"), cwd=CHECKOUT, env=environment(tmp_path), capture_output=True, text=True
        )
        assert second.stderr.startswith("The portal of this checkout is already running at http://127.0.0.1:")
    assert said[-2:] == ["Ending web, worker, sandbox and PostgreSQL.", "exit code 0"]
    assert left_over(tmp_path) == []

    # Without the portal the command starts the database itself, finds the data, and ends it again.
    assert counted.endswith(" 1")
    assert manage(tmp_path, "shell", "--no-imports", "--command", COUNT) == counted
    assert left_over(tmp_path) == []
