"""What is typed into the pages of support."""

from support.forms.faq import LANGUAGES, FaqForm
from support.forms.members import MemberNoteForm
from support.forms.tickets import AnswerForm, NoteForm, QuestionForm, ReplyForm, SeenForm

__all__ = [
    "LANGUAGES",
    "AnswerForm",
    "FaqForm",
    "MemberNoteForm",
    "NoteForm",
    "QuestionForm",
    "ReplyForm",
    "SeenForm",
]
