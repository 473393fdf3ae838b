from support.audit.models.entries import AuditEntry
from support.audit.models.viewings import Viewing
