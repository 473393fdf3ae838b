"""The broker of the embedded run: a folder of messages, each of which appears whole or not at all."""

import os
import time
import uuid
from pathlib import Path
from typing import Any

from kombu.transport import filesystem
from kombu.utils.json import dumps


class Channel(filesystem.Channel):
    """Kombu opens a message's file under its final name, where a reader may find it empty; here it is renamed."""

    def _put(self, queue: str, payload: Any, **kwargs: Any) -> None:  # type: ignore[override]
        name = f"{time.monotonic_ns() // 1_000_000}_{uuid.uuid4()}.{queue}.msg"
        path = Path(str(self.data_folder_out)) / name
        draft = path.with_suffix(".part")
        draft.write_text(dumps(payload))
        os.replace(draft, path)


class Transport(filesystem.Transport):
    Channel = Channel
