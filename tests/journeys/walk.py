"""The main journey of a company, step by step, as a person in a browser walks it."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pikepdf
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser import DESKTOP, PHONE, assert_accessible
from tests.journeys.stage import Person, Received, Stage, digits

PASSWORD = "a lens for every day"
WIDTHS = {"desktop": DESKTOP, "phone": PHONE}


@dataclass(frozen=True)
class Applicant:
    """Who walks: a company with or without a VAT number, paying in one way, perhaps with gear in the old programme."""

    name: str
    language: str
    email: str
    country: str
    vat_number: str
    registration_number: str
    postal_code: str
    city: str
    payment: str
    old_email: str = ""
    device: str = "desktop"

    @property
    def locale(self) -> str:
        return {"en": "en_GB", "lv": "lv_LV"}[self.language]


Step = tuple[str, Callable[[], None]]


@dataclass
class Walk:
    """One applicant's journey; every step leaves the browser where the next one begins."""

    stage: Stage
    browser: Browser
    applicant: Applicant
    folder: Path
    page: Page = field(init=False)
    contexts: list[BrowserContext] = field(default_factory=list)
    number: str = ""
    serial: int = 0

    def __post_init__(self) -> None:
        self.page = self.new_page(self.applicant.device)

    def new_page(self, device: str) -> Page:
        context = self.browser.new_context(viewport=WIDTHS[device], locale=self.applicant.language)
        context.set_default_timeout(20_000)
        self.contexts.append(context)
        return context.new_page()

    def close(self) -> None:
        for context in self.contexts:
            context.close()

    def steps(self) -> Iterator[Step]:
        yield "opens the sign-up link and says who asks", self.contact
        yield "chooses country and VAT status", self.vat
        yield "uploads a document", self.document
        yield "describes the company", self.company
        yield "reviews and sends the application", self.send
        yield "reads the acknowledgement and the status page", self.status
        yield "asks for a password too early and gets no link", self.early_reset
        yield "a verifier claims and approves the case", self.verify
        yield "opens the mailed link twice and sets a password", self.set_password
        if self.applicant.old_email:
            yield "proves the old address and migrates the old gear", self.migrate
        else:
            yield "finds My products empty", self.empty
        yield "registers gear that is not complete yet", self.blue_dot
        yield "registers gear until 500 points are reached", self.register
        yield "follows the invitation and accepts the terms", self.invitation
        yield "chooses a level", self.level
        yield "reviews what it orders", self.review
        yield f"pays by {self.applicant.payment}", self.pay
        yield "is a member with a nine-digit number", self.done
        yield "gets the invoice by mail and in the portal", self.invoice
        yield "a support agent finds it by its number", self.look_up

    # --- applying ---------------------------------------------------------------------------------

    def go(self, path: str) -> None:
        self.page.goto(self.stage.url(path))

    def act(self) -> None:
        """Press the one blue button of the page."""
        self.page.locator("main .btn-primary").last.click()

    def looked_at(self) -> None:
        """Hold the page against the accessibility rules before leaving it."""
        assert_accessible(self.page)
        expect(self.page.locator("html")).to_have_attribute("lang", re.compile(f"^{self.applicant.language}"))

    def contact(self) -> None:
        self.go(f"/register/?language={self.applicant.locale}&source=itcg")
        self.looked_at()
        self.page.fill("[name=contact_name]", "Līga Ozola")
        self.page.fill("[name=email]", self.applicant.email)
        self.page.fill("[name=phone]", "+371 20000000")
        self.act()
        expect(self.page).to_have_url(re.compile("/vat/$"))

    def vat(self) -> None:
        self.looked_at()
        self.page.select_option("[name=country]", self.applicant.country)
        answer = "yes" if self.applicant.vat_number else "no"
        self.page.check(f"[name=vat_registered][value={answer}]")
        if self.applicant.vat_number:
            self.page.fill("[name=vat_number]", "12345")
            self.act()
            expect(self.page.locator("[name=vat_number]")).to_have_value("12345")
            expect(self.page.locator("[name=vat_number]")).to_have_attribute("aria-invalid", "true")
            self.page.fill("[name=vat_number]", self.applicant.vat_number)
        self.act()
        expect(self.page).to_have_url(re.compile("/document/$"))

    def document(self) -> None:
        self.looked_at()
        self.page.locator("[name=kind]").first.check()
        self.page.set_input_files("[name=file]", self.paper())
        self.page.check("[name=authorised]")
        self.act()
        expect(self.page).to_have_url(re.compile("/company/$"))

    def paper(self) -> Path:
        path = self.folder / "register-extract.pdf"
        with pikepdf.new() as pdf:
            pdf.add_blank_page()
            pdf.save(path)
        return path

    def company(self) -> None:
        self.looked_at()
        self.page.fill("[name=legal_name]", self.applicant.name)
        self.page.fill("[name=registration_number]", self.applicant.registration_number)
        self.page.fill("[name=street]", "Ūdens iela 12")
        self.page.fill("[name=postal_code]", self.applicant.postal_code)
        self.page.fill("[name=city]", self.applicant.city)
        self.page.fill("[name=old_cps_email]", self.applicant.old_email)
        self.act()
        expect(self.page).to_have_url(re.compile("/review/$"))

    def send(self) -> None:
        self.looked_at()
        expect(self.page.locator("main")).to_contain_text(self.applicant.name)
        self.act()
        expect(self.page).to_have_url(re.compile("/sent/$"))
        self.looked_at()
        self.page.go_back()
        self.page.reload()
        expect(self.page).to_have_url(re.compile("/sent/$"))

    def status(self) -> None:
        self.page.goto(self.stage.link(to=self.applicant.email, part="/application/"))
        self.looked_at()

    def early_reset(self) -> None:
        self.go("/password/reset/")
        self.looked_at()
        self.page.fill("[name=email]", self.applicant.email)
        self.act()
        known = ("/application/", "/register/resume/")
        came = self.stage.mails(self.applicant.email)
        before = [mail for mail in came if any(part in mail.text for part in known)]
        mail = self.stage.mail(to=self.applicant.email, having=lambda mail: mail not in before)
        assert not any("/password/" in link or "/set-password/" in link for link in mail.links), mail.links

    # --- staff ------------------------------------------------------------------------------------

    def as_staff(self, person: Person) -> Page:
        page = self.new_page("desktop")
        page.goto(self.stage.url("/login/"))
        page.fill("[name=login]", person.email)
        page.fill("[name=password]", person.password)
        page.locator("main .btn-primary").click()
        page.wait_for_url(re.compile("/admin/"))
        return page

    def verify(self) -> None:
        page = self.as_staff(self.stage.verifier)
        page.goto(self.stage.url("/admin/accounts/application/"))
        page.locator("tr", has_text=self.applicant.name).locator("a").first.click()
        assert_accessible(page)
        page.locator('form[action$="/claim/"] button').click()
        page.locator('form[action$="/approve/"] button').click()
        expect(page.locator('form[action$="/approve/"]')).to_have_count(0)
        page.context.close()

    def set_password(self) -> None:
        link = self.stage.link(to=self.applicant.email, part="/set-password/")
        self.page.goto(link)
        self.page.goto(link)
        self.looked_at()
        for box in self.page.locator("main input[type=password]").all():
            box.fill(PASSWORD)
        self.act()
        expect(self.page).to_have_url(self.stage.url("/products/"))

    # --- gear -------------------------------------------------------------------------------------

    def empty(self) -> None:
        self.looked_at()
        expect(self.page.locator(".empty-state")).to_be_visible()

    def migrate(self) -> None:
        self.looked_at()
        self.page.locator("main .btn-primary", has_text=re.compile("Migrate|Migrēt")).click()
        self.looked_at()
        self.act()
        self.page.goto(self.stage.link(to=self.applicant.old_email, part="/old-address/"))
        self.looked_at()
        self.act()
        expect(self.page).to_have_url(re.compile("/products/migrate/$"))
        self.looked_at()
        self.act()
        expect(self.page.locator(".gear li").first).to_be_visible()

    def fill_in(self, model: str, *, dealer: str) -> None:
        self.go("/products/register/")
        option = self.page.locator("[name=product] option", has_text=re.compile(rf"^{model} ·"))
        self.page.locator("select[name=product]").select_option(option.get_attribute("value"), force=True)
        self.serial += 1
        self.page.fill("[name=serial]", f"{digits(self.applicant.registration_number)[-6:]}{self.serial:06d}")
        self.page.fill("[name=purchased]", "2025")
        self.page.select_option("[name=country]", self.applicant.country)
        self.page.fill("[name=dealer]", dealer)
        self.act()
        self.page.wait_for_url(lambda url: not url.endswith("/products/register/"))

    def blue_dot(self) -> None:
        self.fill_in("EOS R10", dealer="")
        self.go("/products/?show=needs")
        self.looked_at()
        expect(self.page.locator(".gear .status--act").first).to_be_visible()

    def register(self) -> None:
        self.fill_in("EOS R1", dealer="Foto Mājas")
        self.go("/products/?show=complete")
        self.looked_at()
        expect(self.page.locator(".gear .status--done").first).to_be_visible()
        self.go("/points/")
        self.looked_at()

    # --- membership -------------------------------------------------------------------------------

    def invitation(self) -> None:
        self.page.goto(self.stage.link(to=self.applicant.email, part="/subscriptions/"))
        self.looked_at()
        self.go("/subscriptions/sign-up/")
        self.looked_at()
        self.page.check("[name=accept]")
        self.act()
        expect(self.page).to_have_url(re.compile("/subscriptions/levels/"))

    def level(self) -> None:
        self.looked_at()
        self.page.locator(".level form button").first.click()
        expect(self.page).to_have_url(re.compile("/subscriptions/review/$"))

    def review(self) -> None:
        self.looked_at()
        expect(self.page.locator("main")).to_contain_text(self.applicant.name)
        self.page.fill("[name=purchase_order]", "PO-4711")
        self.act()
        expect(self.page).to_have_url(re.compile("/billing/payment/$"))

    def pay(self) -> None:
        self.looked_at()
        self.page.check(f"[name=payment][value={self.applicant.payment}]")
        self.act()
        if self.applicant.payment == "card":
            self.page.fill("#card-number", "4242 4242 4242 4242")
            self.page.fill("#card-expiry", "12/34")
            self.page.fill("#card-cvc", "123")
            self.page.click("#save-card")
        expect(self.page).to_have_url(re.compile("/billing/done/$"))

    def done(self) -> None:
        self.looked_at()
        self.number = digits(self.page.locator(".card-of-member__number").inner_text())
        assert re.fullmatch(r"[1-9]\d{8}", self.number), self.number
        self.page.reload()
        assert digits(self.page.locator(".card-of-member__number").inner_text()) == self.number
        self.go("/subscriptions/")
        self.looked_at()
        expect(self.page.locator(".card-of-member__number")).to_be_visible()

    def invoice(self) -> None:
        def is_invoice(mail: Received) -> bool:
            return any(name.endswith(".pdf") for name in mail.attachments)

        mail = self.stage.mail(to=self.applicant.email, having=is_invoice)
        self.go("/billing/invoices/")
        self.looked_at()
        with self.page.expect_download() as download:
            self.page.locator('main a[href$=".pdf"]').first.click()
        assert download.value.suggested_filename in mail.attachments

    def look_up(self) -> None:
        page = self.as_staff(self.stage.agent)
        page.goto(self.stage.url("/staff/look-up/"))
        page.fill("[name=q]", f"{self.number[:3]} {self.number[3:6]}-{self.number[6:]}")
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile("/staff/members/"))
        expect(page.locator("body")).to_contain_text(self.applicant.name)
        assert_accessible(page)
        page.context.close()
