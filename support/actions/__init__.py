"""What support does to the data: it notes who looked at whom, and fills an empty portal with a demonstration."""

from support.actions.data_requests import complete_data_requests
from support.actions.demo import load_demo
from support.actions.look_ups import look_up, open_member

__all__ = ["complete_data_requests", "load_demo", "look_up", "open_member"]
