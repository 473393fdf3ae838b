"""The look-up as JSON for other systems: version 1."""

from support.interface.api.v1 import api
