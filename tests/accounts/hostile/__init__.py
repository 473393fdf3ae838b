"""Two hundred files that nobody should send, each made on the spot, with what has to become of it."""

from tests.accounts.hostile import attachments, bombs, doors, files, pictures
from tests.accounts.hostile.kinds import EICAR, Hostile

HOSTILE: list[Hostile] = [*files.FILES, *pictures.PICTURES, *doors.PDFS, *attachments.PDFS, *bombs.PDFS]
