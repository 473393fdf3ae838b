"""A sent mail as staff may read it."""

import re

# Whoever holds such a link is let in: the reader of a log is not who it was mailed to.
SECRET = re.compile(r"(https?://\S*/)[\w.:-]{20,}(/?)")


def without_secrets(text: str) -> str:
    """Return the text with what makes its one-time links work taken out."""
    return SECRET.sub(r"\1…\2", text)
