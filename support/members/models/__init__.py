from support.members.models.notes import Note
from support.members.models.staff_actions import Deed
