"""The portal for `bench.server`: its own application, and an agent who is logged in with a second factor."""

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import Group
from django.test import Client

from accounts.models import User
from bench.server import Site
from cps_portal.wsgi import application


def ready() -> Site:
    """Return the application and the cookie of an agent with the rights of the role and no others."""
    agent, _is_new = User.objects.get_or_create(email="agent@bench.example", is_staff=True, is_active=True)
    agent.groups.add(Group.objects.get(name="Support agent"))
    Authenticator.objects.get_or_create(user=agent, type=Authenticator.Type.TOTP, data={"secret": "none"})
    client = Client()
    client.force_login(agent)
    return application, f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
