"""What is typed into the pages of support."""

from support.helpdesk.forms.faq import LANGUAGES, FaqForm
from support.helpdesk.forms.tickets import AnswerForm, NoteForm, QuestionForm, ReplyForm, SeenForm
