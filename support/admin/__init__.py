"""What all staff pages share, and the staff pages of what support owns."""

from support.admin import audit, interface, libraries, logs, mails, questions, tickets

__all__ = ["audit", "interface", "libraries", "logs", "mails", "questions", "tickets"]
