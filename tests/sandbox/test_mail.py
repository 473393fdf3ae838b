import smtplib
from email.message import EmailMessage
from pathlib import Path

import pytest
import requests
from playwright.sync_api import Page, Route, expect

from sandbox.mail import MailSandbox

LINK = "http://127.0.0.1:9/set-password/abc?next=%2Fproducts&lang=lv"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360f8cfc000000301010018dd8db00000000049454e44ae426082"
)


def letter(to: str = "anna@studio.example", subject: str = "Jūsu konts ir apstiprināts") -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = "CPS <donotreply@cps.example>"
    mail["To"] = to
    mail["Subject"] = subject
    mail.set_content(f"Labdien, Anna Bērziņa!\n\nIestatiet paroli: {LINK}.\n")
    mail.add_alternative(
        f'<html><head><title>x</title></head><body><h1>Labdien, Anna Bērziņa</h1><img src="cid:mark" alt="CPS">'
        f'<script>document.title = "run"</script><a href="{LINK.replace("&", "&amp;")}">Iestatīt paroli</a>'
        "</body></html>",
        subtype="html",
    )
    html = mail.get_body(("html",))
    assert html is not None
    html.add_related(PNG, "image", "png", cid="<mark>", filename="mark.png")
    mail.add_attachment(b"%PDF-1.7 invoice", "application", "pdf", filename="rēķins-2026-000001.pdf")
    return mail


def send(peer: MailSandbox, *mails: EmailMessage) -> None:
    with smtplib.SMTP("127.0.0.1", peer.smtp_port, timeout=10) as line:
        for mail in mails:
            line.send_message(mail)


def test_a_mail_is_kept_as_the_customer_gets_it(mail_peer: MailSandbox) -> None:
    send(mail_peer, letter())

    (mail,) = mail_peer.mails(to="anna@studio.example")

    assert (mail.subject, mail.sender) == ("Jūsu konts ir apstiprināts", "donotreply@cps.example")
    assert mail.to == ("anna@studio.example",)
    assert mail.text.startswith("Labdien, Anna Bērziņa!")
    assert "<h1>Labdien" in mail.html
    assert mail.links == (LINK,)
    assert [(each.filename, each.content_type) for each in mail.attachments] == [
        ("mark.png", "image/png"),
        ("rēķins-2026-000001.pdf", "application/pdf"),
    ]
    assert mail.attachments[1].content == b"%PDF-1.7 invoice"


def test_the_newest_mail_comes_first_and_recipients_are_told_apart(mail_peer: MailSandbox) -> None:
    send(mail_peer, letter(subject="one"), letter("otto@other.example", "two"), letter(subject="three"))

    assert [mail.subject for mail in mail_peer.mails()] == ["three", "two", "one"]
    assert [mail.subject for mail in mail_peer.mails(to="ANNA@studio")] == ["three", "one"]
    assert mail_peer.mails(to="nobody@studio.example") == []


def test_a_blind_copy_is_found_by_its_recipient(mail_peer: MailSandbox) -> None:
    mail = letter()
    mail["Bcc"] = "finance@canon.example"
    send(mail_peer, mail)

    assert mail_peer.mails(to="finance@canon.example")[0].to == (
        "anna@studio.example",
        "finance@canon.example",
    )


def test_a_plain_mail_without_html(mail_peer: MailSandbox) -> None:
    mail = EmailMessage()
    mail["To"], mail["From"], mail["Subject"] = "anna@studio.example", "cps@cps.example", "Short"
    mail.set_content("See https://cps.example/a and https://cps.example/b.")
    send(mail_peer, mail)

    (kept,) = mail_peer.mails()

    assert (kept.html, kept.attachments) == ("", ())
    assert kept.links == ("https://cps.example/a", "https://cps.example/b")


def test_the_mails_as_json(mail_peer: MailSandbox) -> None:
    send(mail_peer, letter(), letter("otto@other.example"))

    (mail,) = requests.get(f"{mail_peer.page_url}/api/mails", {"to": "anna@"}, timeout=10).json()

    assert (mail["to"], mail["links"]) == (["anna@studio.example"], [LINK])
    invoice = mail["attachments"][1]
    fetched = requests.get(invoice["url"], timeout=10)
    assert (fetched.headers["Content-Type"], fetched.content) == ("application/pdf", b"%PDF-1.7 invoice")
    assert "r%C4%93%C4%B7ins-2026-000001.pdf" in fetched.headers["Content-Disposition"]
    assert requests.get(f"{mail_peer.page_url}/api/mails/{mail['id']}", timeout=10).json() == mail


@pytest.mark.parametrize("path", ["/mails/1", "/mails/../x", "/mails/00000000000000000001", "/nothing"])
def test_what_is_not_there_is_a_404(path: str, mail_peer: MailSandbox) -> None:
    assert requests.get(mail_peer.page_url + path, timeout=10).status_code == 404


def test_mails_survive_a_restart(tmp_path_factory: pytest.TempPathFactory) -> None:
    data: Path = tmp_path_factory.mktemp("mail")
    with MailSandbox(data) as before:
        send(before, letter())
    with MailSandbox(data) as after:
        assert len(after.mails()) == 1
        after.clear()
        assert after.mails() == []
    assert list(data.rglob("*.eml")) == []


def test_a_full_disk_is_told_to_the_sender(tmp_path_factory: pytest.TempPathFactory) -> None:
    data: Path = tmp_path_factory.mktemp("mail")
    with MailSandbox(data) as peer:
        (data / "mails").rmdir()

        with pytest.raises(smtplib.SMTPDataError) as refused:
            send(peer, letter())

    assert refused.value.smtp_code == 452


@pytest.mark.browser
def test_a_person_finds_a_mail_and_follows_its_link(mail_peer: MailSandbox, page: Page) -> None:
    send(mail_peer, letter(), letter("otto@other.example", "Another"))
    page.route("http://127.0.0.1:9/**", lambda route: answer(route))

    page.goto(mail_peer.page_url)
    page.get_by_label("Mails to").fill("anna@")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("link", name="Another")).to_have_count(0)
    page.get_by_role("link", name="Jūsu konts ir apstiprināts").click()
    seen = page.frame_locator("iframe")
    expect(seen.get_by_role("heading", name="Labdien, Anna Bērziņa")).to_be_visible()
    assert seen.get_by_alt_text("CPS").evaluate("image => image.naturalWidth") == 1
    seen.get_by_role("link", name="Iestatīt paroli").click()

    page.wait_for_url(LINK)


def answer(route: Route) -> None:
    route.fulfill(body="<h1>The portal</h1>", content_type="text/html")
