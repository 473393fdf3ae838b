from support.audit.actions.entries import answer_write, begin_write, forget_audit_entries, note_request
from support.audit.actions.viewings import begin_viewing, end_viewing
