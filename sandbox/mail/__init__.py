"""An SMTP server that keeps every mail, and a page to read them; see sandbox/README.md."""

from sandbox.mail.box import Attachment, Mail
from sandbox.mail.server import MailSandbox
