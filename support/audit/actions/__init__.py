from support.audit.actions.entries import answer_write, begin_write, note_request, purge_audit_entries
from support.audit.actions.viewings import begin_viewing, end_viewing
