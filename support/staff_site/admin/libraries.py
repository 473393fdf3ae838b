"""What libraries bring to the staff pages, and the one log-in door."""

from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin
from django.contrib.auth.models import Group
from post_office.models import Attachment, Email, EmailTemplate, Log
from unfold.admin import ModelAdmin

# One door for everybody: the log-in page that knows the second factor and slows guessing down.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

# Mails have a page of their own (`mails.py`); log-in addresses and second factors are their owners' alone.
for model in (Email, Log, EmailTemplate, Attachment, EmailAddress, Authenticator, Group):
    admin.site.unregister(model)


@admin.register(Group)
class RoleAdmin(GroupAdmin, ModelAdmin):
    """The roles that staff can have."""
