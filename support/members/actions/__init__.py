from support.members.actions.notes import purge_notes, write_note
from support.members.actions.staff_actions import perform
