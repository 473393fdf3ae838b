"""The parts that every page is made of."""

import re

import pytest
from django import forms
from django.contrib import messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.template.loader import render_to_string
from django.test import RequestFactory


class Form(forms.Form):
    name = forms.CharField()
    registered = forms.ChoiceField(choices=[("yes", "Yes"), ("no", "No")], widget=forms.RadioSelect)
    key = forms.CharField(widget=forms.HiddenInput)


def test_the_errors_of_a_form_lead_to_their_fields() -> None:
    text = render_to_string("components/form_errors.html", {"form": Form({})})

    assert "3 things need another look" in text
    assert 'href="#id_name"' in text
    assert 'href="#id_registered_0"' in text, "the first choice: the group itself cannot have the focus"
    assert "id_key" not in text, "nobody can go to a hidden field"


def test_a_form_without_errors_has_no_summary() -> None:
    filled = Form({"name": "Anna", "registered": "yes", "key": "1"})

    assert render_to_string("components/form_errors.html", {"form": filled}).strip() == ""


@pytest.mark.parametrize("kind", ["done", "care", "stop", "act", "quiet"])
def test_a_status_is_an_icon_and_a_word(kind: str) -> None:
    text = render_to_string("components/status.html", {"kind": kind, "text": "Paid"})

    assert f"img/icons.svg#{kind}" in text
    assert "<span>Paid</span>" in text


def test_only_bad_news_interrupts(rf: RequestFactory) -> None:
    request = rf.get("/")
    store = CookieStorage(request)
    store.add(messages.SUCCESS, "Saved.")
    store.add(messages.ERROR, "The file is empty.")

    text = render_to_string("components/messages.html", {"messages": store})

    assert re.findall(r'role="(\w+)"', text) == ["status", "alert"]


def test_a_mail_has_a_subject_a_language_one_button_and_somebody_to_write_to() -> None:
    button = render_to_string("components/mail_button.html", {"url": "https://cps.example/x/", "text": "Pay"})
    frame = render_to_string(
        "components/mail.html", {"subject": "Your invoice", "support_email": "help@cps.example"}
    )

    assert button.count("https://cps.example/x/") == 3, "the button, and the address to copy"
    assert "<title>Your invoice</title>" in frame
    assert '<html lang="en-gb">' in frame
    assert 'href="mailto:help@cps.example"' in frame
