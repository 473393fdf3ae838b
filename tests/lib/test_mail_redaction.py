"""A sent mail as staff may read it: no link of it lets anybody in, and nothing in it does anything."""

import secrets

from hypothesis import given
from hypothesis import strategies as st

from cps_portal.lib.mail_redaction import harmless, without_secrets

LETTERS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@given(before=LETTERS, after=LETTERS, quote=st.sampled_from(["", '"', "'", ")", ".", "<br>", "&amp;x=1"]))
def test_no_token_of_ours_stays_whatever_stands_around_its_link(before: str, after: str, quote: str) -> None:
    token = secrets.token_urlsafe(32)
    for link in (
        f"https://cps.example/set-password/{token}/",
        f"http://localhost:8000/application/{token}/answer/?x={token}",
        f"https://a-very-long-host-name.canon-europe.example/new-email/{token}",
    ):
        shown = without_secrets(f"{before} {quote}{link}{quote}{after}")
        assert token not in shown
        assert token not in harmless(f'{before}<a href="{link}">{link}</a>{quote}{after}')


def test_an_address_that_lets_nobody_in_stays_whole() -> None:
    for address in ("https://a-very-long-host-name.canon-europe.example/products/", "https://cps.example/"):
        assert without_secrets(address) == address


def test_nothing_is_fetched_before_the_policy_stands() -> None:
    shown = harmless('<html><head><link rel="stylesheet" href="https://evil.example/x.css"></head></html>')
    assert shown.index("Content-Security-Policy") < shown.index("evil.example")
    assert harmless("<p>Hello</p>").startswith("<meta")
