"""What views share: attempts, files, and whole numbers from a query string."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django import forms
from django.contrib import messages
from django.contrib.messages.storage.fallback import FallbackStorage
from django.core.files.base import File
from django.http import HttpRequest, HttpResponse, QueryDict
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from cps_portal.lib.errors import DomainError, StaleDecision
from cps_portal.lib.http import (
    INTEGER_MAX,
    KEY_MAX,
    attempt,
    file_response,
    int_param,
    int_params,
    upload_response,
    whole_number,
)


class AddressForm(forms.Form):
    email = forms.CharField(required=False)
    key = forms.CharField(required=False, widget=forms.HiddenInput)


@pytest.fixture
def request_of_anna(rf: RequestFactory) -> HttpRequest:
    request = rf.post("/")
    request.session = {}  # type: ignore[assignment]
    request._messages = FallbackStorage(request)  # type: ignore[attr-defined]
    return request


def said(request: HttpRequest) -> list[tuple[int, str]]:
    return [(message.level, message.message) for message in messages.get_messages(request)]


def test_what_is_done_is_said(request_of_anna: HttpRequest) -> None:
    with attempt(request_of_anna, "Saved.") as outcome:
        pass
    assert not outcome.refused
    assert said(request_of_anna) == [(messages.SUCCESS, "Saved.")]


def test_a_refusal_is_said_and_the_view_goes_on(request_of_anna: HttpRequest) -> None:
    with attempt(request_of_anna, "Saved.") as outcome:
        raise StaleDecision("Somebody was faster.")
    assert outcome.refused
    assert isinstance(outcome.refusal, StaleDecision)
    assert said(request_of_anna) == [(messages.ERROR, "Somebody was faster.")]


def test_a_refusal_may_be_no_more_than_a_warning(request_of_anna: HttpRequest) -> None:
    with attempt(request_of_anna, level=messages.WARNING):
        raise DomainError("Your bank said no.")
    assert said(request_of_anna) == [(messages.WARNING, "Your bank said no.")]


def test_a_view_may_answer_from_within(request_of_anna: HttpRequest) -> None:
    def view(work: Callable[[], None]) -> HttpResponse:
        with attempt(request_of_anna):
            work()
            messages.success(request_of_anna, "Number 7 is issued.")
            return HttpResponse("done")
        return HttpResponse("again")

    def refuse() -> None:
        raise DomainError("No.")

    assert view(lambda: None).content == b"done"
    assert view(refuse).content == b"again"
    assert said(request_of_anna) == [(messages.SUCCESS, "Number 7 is issued."), (messages.ERROR, "No.")]


def test_a_crash_stays_a_crash_and_says_nothing(request_of_anna: HttpRequest) -> None:
    with pytest.raises(ZeroDivisionError), attempt(request_of_anna, "Saved."):
        raise ZeroDivisionError
    assert said(request_of_anna) == []


@pytest.mark.parametrize(
    ("named", "otherwise", "beside"),
    [
        ("email", None, "email"),
        (None, "email", "email"),
        ("unknown", "email", "email"),
        ("unknown", None, "__all__"),
        ("key", None, "__all__"),  # nobody sees a hidden field
        (None, None, "__all__"),
    ],
)
def test_a_refusal_stands_beside_its_field(
    request_of_anna: HttpRequest, named: str | None, otherwise: str | None, beside: str
) -> None:
    form = AddressForm({})
    assert form.is_valid()
    with attempt(request_of_anna, "Saved.", form=form, field=otherwise):
        raise DomainError("Not this one.", field=named)
    assert form.errors == {beside: ["Not this one."]}
    assert said(request_of_anna) == []


def test_a_file_is_saved_under_its_name_and_kept_by_nobody() -> None:
    answer = file_response(b"%PDF", name="2026-000001.pdf", media_type="application/pdf")
    assert answer["Content-Disposition"] == 'attachment; filename="2026-000001.pdf"'
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Cache-Control"] == "private, no-store"
    assert not answer.has_header("Content-Security-Policy")


def test_a_file_may_be_shown_and_have_any_name() -> None:
    answer = file_response(
        "a;b", name='rēķins "1"\r\nX-Evil: 1.csv', media_type="text/csv", disposition="inline"
    )
    assert (
        answer["Content-Disposition"]
        == "inline; filename*=utf-8''r%C4%93%C4%B7ins%20%221%22%0D%0AX-Evil%3A%201.csv"
    )


def test_lines_are_sent_as_they_are_written() -> None:
    answer = file_response((f"{n}\n" for n in range(3)), name="gear.csv", media_type="text/csv")
    assert answer.streaming
    assert b"".join(answer) == b"0\n1\n2\n"


def test_a_strangers_file_may_show_itself_and_do_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "stored"
    path.write_bytes(b"<script>alert(1)</script>")
    with path.open("rb") as stored:
        answer = upload_response(
            File(stored), name="letter.pdf", media_type="application/pdf", disposition="inline"
        )
        assert answer["Content-Type"] == "application/pdf"
        assert answer["Content-Disposition"] == 'inline; filename="letter.pdf"'
        assert answer["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
        assert b"".join(answer) == b"<script>alert(1)</script>"


@pytest.mark.parametrize(
    ("given", "page"),
    [
        ("", 1),
        ("7", 7),
        ("007", 1),
        ("0", 1),
        ("-3", 1),
        ("1000", 1),
        ("²", 1),
        ("٣", 1),
        ("1.5", 1),
        ("9" * 5_000, 1),
    ],
)
def test_whatever_is_no_page_is_the_first_one(given: str, page: int) -> None:
    query = QueryDict(mutable=True)
    query["page"] = given
    assert int_param(query, "page", default=1, minimum=1, maximum=99) == page


def test_a_number_that_nobody_gave_is_none() -> None:
    assert int_param(QueryDict("after=9&after="), "after") is None
    assert int_param(QueryDict("page=1"), "after") is None


@pytest.mark.parametrize(("number", "maximum"), [(INTEGER_MAX, INTEGER_MAX), (KEY_MAX, KEY_MAX)])
def test_a_number_goes_as_far_as_the_column_it_is_compared_with(number: int, maximum: int) -> None:
    assert whole_number(str(number), maximum=maximum) == number
    assert whole_number(str(number + 1), maximum=maximum) is None


def test_the_things_that_were_ticked_are_those_that_are_numbers() -> None:
    assert int_params(QueryDict("case=3&case=x&case=&case=99999999999999999999&case=5"), "case") == [3, 5]


@given(st.text())
def test_no_text_breaks_a_page(text: str) -> None:
    number = whole_number(text)
    assert number is None or 0 <= number <= INTEGER_MAX
