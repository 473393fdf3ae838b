"""The look-up as JSON for other systems: version 1."""

from support.api.v1 import api

__all__ = ["api"]
