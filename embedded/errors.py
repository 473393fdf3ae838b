class CannotRun(Exception):
    """Why the command cannot go on, in one sentence that says what to do."""
