import os
import threading
from pathlib import Path

from kombu import Connection

MESSAGES = 1_000


def test_a_message_is_never_seen_half_written(tmp_path: Path) -> None:
    """Kombu's own transport fails this story: it opens the file under its final name before it writes."""
    writer = threading.Thread(target=write, args=(tmp_path,))
    writer.start()
    seen: set[str] = set()
    while writer.is_alive() or len(seen) < MESSAGES:
        for entry in os.scandir(tmp_path):
            if entry.name.endswith(".msg") and entry.name not in seen:
                assert Path(entry.path).read_text().endswith("}"), f"{entry.name} was half written"
                seen.add(entry.name)
    assert len(seen) == MESSAGES


def connected(folder: Path) -> Connection:
    options = {
        "data_folder_in": str(folder),
        "data_folder_out": str(folder),
        "control_folder": f"{folder}/control",
    }
    return Connection(
        "filesystem://", transport="cps_portal.lib.filequeue:Transport", transport_options=options
    )


def write(folder: Path) -> None:
    with connected(folder) as connection:
        queue = connection.SimpleQueue("work")
        for number in range(MESSAGES):
            queue.put({"number": number})
        queue.close()
