"""What every mail of the portal looks like, with invented people, for staff to read; nothing of it is sent."""

from support.samples.catalogue import GROUPS, find, listed, written
from support.samples.sample import Group, Sample

__all__ = ["GROUPS", "Group", "Sample", "find", "listed", "written"]
