"""What every mail of the portal looks like, with invented people, for staff to read; nothing of it is sent."""

from support.staff_site.previews.catalogue import find, groups, listed, written
from support.staff_site.previews.sample import Group, Sample
