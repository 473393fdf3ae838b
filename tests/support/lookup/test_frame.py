import pytest
from django.contrib import messages
from django.contrib.auth.models import Group
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpResponse
from django.test import Client, RequestFactory

from accounts.models import User
from tests.support.conftest import with_role

pytestmark = pytest.mark.django_db
LOOK_UP = "/staff/look-up/"


def page(client: Client) -> str:
    return client.get(LOOK_UP).content.decode()


def test_everybody_sees_their_own_frame(as_agent: Client) -> None:
    assert "Sanita Ozola" in page(as_agent)
    other = Client()
    other.force_login(with_role("Support agent", name="Juris Kalns"))
    assert "Juris Kalns" in page(other)
    assert "Sanita Ozola" not in page(other)


def test_a_new_right_is_seen_at_once(as_agent: Client, agent: User) -> None:
    assert "Bank statements" not in page(as_agent)
    agent.groups.add(Group.objects.get(name="Finance"))
    assert "Bank statements" in page(as_agent)


def test_each_language_has_its_own_frame(as_agent: Client) -> None:
    assert 'lang="en-gb"' in page(as_agent)
    as_agent.cookies["django_language"] = "lv"
    assert 'lang="lv"' in page(as_agent)


def test_the_forms_in_the_frame_are_taken(agent: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(agent)
    page(client)
    token = page(client).split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    assert client.post("/admin/logout/", {"csrfmiddlewaretoken": token}).status_code in {200, 302}
    assert client.get(LOOK_UP).status_code == 302


def test_a_message_is_shown_once(as_agent: Client, rf: RequestFactory) -> None:
    request = rf.get(LOOK_UP)
    storage = CookieStorage(request)
    storage.add(messages.INFO, "Saved just now")
    answer = HttpResponse()
    storage.update(answer)
    as_agent.cookies["messages"] = answer.cookies["messages"].value
    assert "Saved just now" in page(as_agent)
    assert "Saved just now" not in page(as_agent)
