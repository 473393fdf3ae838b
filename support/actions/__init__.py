"""What support does to the data: it notes who looked at whom, and fills an empty portal with a demonstration."""

from support.actions.demo import load_demo
from support.actions.look_ups import look_up, open_member
from support.actions.year import walk_year

__all__ = ["load_demo", "look_up", "open_member", "walk_year"]
