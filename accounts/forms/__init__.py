"""What people type: the application form, documents, verdicts, passwords."""

from accounts.forms.colleagues import InviteForm, JoinForm, RoleForm
from accounts.forms.companies import AddressForm, ChangeVerdictForm, FactsForm
from accounts.forms.password import ResetPasswordForm, SetPasswordForm
from accounts.forms.people import NewEmailForm, NotificationsForm, OwnPasswordForm, PersonForm
from accounts.forms.queue import QueueForm
from accounts.forms.verification import AskForm, RejectForm
from accounts.forms.wizard import AnswerForm, CompanyForm, ContactForm, DocumentForm, LostLinkForm, VatForm
