"""What people type: the application form, documents, verdicts, passwords."""

from accounts.forms.password import ResetPasswordForm, SetPasswordForm
from accounts.forms.verification import AskForm, RejectForm
from accounts.forms.wizard import AnswerForm, CompanyForm, ContactForm, DocumentForm, LostLinkForm, VatForm

__all__ = [
    "AnswerForm",
    "AskForm",
    "CompanyForm",
    "ContactForm",
    "DocumentForm",
    "LostLinkForm",
    "RejectForm",
    "ResetPasswordForm",
    "SetPasswordForm",
    "VatForm",
]
