"""The demonstration: invented people whose stories are played through the same actions that the portal calls."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from accounts import actions as accounts
from accounts import uploads
from accounts.models import Application, Company, Document, User
from billing import actions as billing
from demo import documents
from points.models import Level
from products import actions as products
from products.dates import PartialDate
from products.models import Product, Registration
from subscriptions import actions as subscriptions
from subscriptions.models import SignUp, Terms
from support.helpdesk.actions import tickets
from support.helpdesk.actions.tickets import Topic, Words
from support.helpdesk.models import Ticket
from support.reporting.actions import count_figures
from support.reporting.models import DailyFigures

Kind = Document.Kind


@dataclass(frozen=True)
class Person:
    email: str
    name: str
    language: str = "en-gb"


@dataclass(frozen=True)
class Gear:
    """A product; one without a serial number still lacks something."""

    model: str
    serial: str
    bought: date

    @property
    def details(self) -> products.Details:
        dealer = "Foto Pasaule" if self.serial else ""
        return products.Details(
            self.serial, PartialDate(self.bought, Registration.Precision.DAY), "LV", dealer
        )


@dataclass(frozen=True)
class Applicant:
    person: Person
    company: Mapping[str, Any]
    document: Document.Kind
    gear: tuple[Gear, ...] = field(default=())

    @property
    def paper(self) -> bytes:
        titles = {Kind.VAT_CERTIFICATE: "VAT certificate", Kind.REGISTER_EXTRACT: "Extract from the register"}
        number = self.company["vat_number"] or self.company["registration_number"]
        name = ("Name", self.company["legal_name"])
        return documents.certificate(titles[self.document], [name, ("Number", number), ("Country", "Latvia")])


LEAD = Person("staff@cps.example", "Līga Lapiņa")
VERIFIER = Person("verifier@cps.example", "Viesturs Vītols")
AGENT = Person("support@cps.example", "Sanita Ozola")
STAFF = {
    LEAD: "Lead",
    VERIFIER: "Verifier",
    AGENT: "Support agent",
    Person("finance@cps.example", "Fricis Freimanis"): "Finance",
    Person("catalogue@cps.example", "Katrīna Kalve"): "Catalogue manager",
    Person("auditor@cps.example", "Andris Auziņš"): "Auditor",
}
LATVIAN = {"country": "LV", "vat_registered": True, "invoice_email": "", "old_cps_email": ""}
CUSTOMER = Applicant(
    Person("customer@cps.example", "Dace Dzintare"),
    {
        **LATVIAN,
        "legal_name": "SIA Dzintara osta",
        "vat_number": "LV40309226218",
        "registration_number": "40309226218",
        "street": "Ostas iela 12",
        "postal_code": "LV-3401",
        "city": "Liepāja",
        "old_cps_email": "cps8@amberharbour.example",
    },
    Kind.VAT_CERTIFICATE,
    (
        Gear("EOS R5", "062031004417", date(2023, 3, 14)),
        Gear("RF 28-70mm F2 L USM", "4921500873", date(2022, 11, 2)),
        Gear("Speedlite 600EX II-RT", "3810449021", date(2021, 6, 30)),
        Gear("EOS R6 Mark II", "", date(2025, 5, 9)),
    ),
)
MEMBER = Applicant(
    Person("member@cps.example", "Kārlis Kalniņš", "lv"),
    {
        **LATVIAN,
        "vat_registered": False,
        "legal_name": "IK Kalna kadrs",
        "vat_number": "",
        "registration_number": "40309022943",
        "street": "Kalna iela 7",
        "postal_code": "LV-4101",
        "city": "Cēsis",
    },
    Kind.REGISTER_EXTRACT,
    (
        Gear("EOS R3", "113021000731", date(2022, 1, 20)),
        Gear("RF 600mm F4 L IS USM", "8840100152", date(2022, 2, 3)),
    ),
)
WAITING = Applicant(
    Person("applicant@cps.example", "Uldis Upenieks", "lv"),
    {
        **LATVIAN,
        "legal_name": "SIA Upes video",
        "vat_number": "LV40304743748",
        "registration_number": "40304743748",
        "street": "Upes iela 3",
        "postal_code": "LV-3001",
        "city": "Jelgava",
    },
    Kind.VAT_CERTIFICATE,
)

QUESTIONS = (
    (
        Ticket.Kind.MEMBERSHIP,
        "Kad saņemšu karti?",
        "Labdien! Nākamnedēļ strādāju sacensībās un gribētu uzrādīt karti. Vai tā pienāks pa pastu?",
    ),
    (
        Ticket.Kind.GEAR,
        "Objektīvs pēc remonta",
        "Labdien! RF 600mm servisā saņēma jaunu korpusu un citu sērijas numuru. Kā to izlabot portālā?",
    ),
)
ANSWER = (
    "Labdien, Kārli!\n\nKarte jums jau ir: atveriet sadaļu “Mani abonementi” un izvēlieties “Parādīt vai izdrukāt "
    "karti”. To var arī saglabāt tālrunī.\n\nVeiksmīgas sacensības!"
)
NOTE = "Servisa centram pajautāts, vai numurs tiešām mainīts; gaidām atbildi."


def load_demo(*, password: str, at: datetime) -> None:
    """Play the stories that have not been played yet; the second time nothing is left to do."""
    for person, role in STAFF.items():
        _once(partial(_employ, person, role=role, password=password), person)
    became_customer, became_member = at - timedelta(days=12), at - timedelta(days=5)
    _once(partial(_become_customer, CUSTOMER, password=password, at=became_customer), CUSTOMER.person)
    _once(partial(_become_curious_member, MEMBER, password=password, at=became_member), MEMBER.person)
    if not Application.objects.filter(email=WAITING.person.email).exists():
        with transaction.atomic():
            _apply(WAITING, at=at)
    if not DailyFigures.objects.exists():
        count_figures(at=at)


def _once(story: Callable[[], object], person: Person) -> None:
    if not User.objects.filter(email=person.email).exists():
        with transaction.atomic():
            story()


def _employ(person: Person, *, role: str, password: str) -> None:
    user = User.objects.create_user(
        person.email,
        password,
        name=person.name,
        language=person.language,
        is_staff=True,
        is_superuser=person is LEAD,
    )
    user.groups.add(Group.objects.get(name=role))
    EmailAddress.objects.create(user=user, email=person.email, verified=True, primary=True)


def _apply(applicant: Applicant, *, at: datetime) -> Application:
    person = applicant.person
    answers = {
        "contact_name": person.name,
        "email": person.email,
        "phone": "+371 20000000",
        "language": person.language,
        "source": "demo",
        **applicant.company,
    }
    application = accounts.save_draft(key=uuid.uuid4(), answers=answers, at=at)
    upload = uploads.accept(SimpleUploadedFile("document.png", applicant.paper, "image/png"))
    accounts.attach(application=application, upload=upload, kind=applicant.document, at=at)
    accounts.declare_authorised(application=application, kind=applicant.document, at=at)
    application.refresh_from_db()
    return accounts.submit(application=application, at=at)


def _become_customer(applicant: Applicant, *, password: str, at: datetime) -> Company:
    case = _apply(applicant, at=at - timedelta(days=1))
    verifier = User.objects.get(email=VERIFIER.email)
    accounts.claim(case=case, by=verifier, at=at - timedelta(hours=1))
    seen = case.events.latest("pk").pk
    company = accounts.approve(case=case, by=verifier, seen=seen, at=at)
    owner = company.owner
    accounts.set_password(token=accounts.issue_link(to=owner, at=at), password=password, at=at)
    for hours, gear in enumerate(applicant.gear, start=1):
        products.register(
            company=company,
            by=owner,
            product=Product.objects.get(name=gear.model),
            details=gear.details,
            key=uuid.uuid4(),
            at=at + timedelta(hours=hours),
        )
    return company


def become_member(applicant: Applicant, *, password: str, at: datetime) -> SignUp:
    company = _become_customer(applicant, password=password, at=at - timedelta(days=1))
    owner, terms = company.owner, Terms.objects.current(at=at)
    sign_up = subscriptions.accept_and_begin(company=company, by=owner, terms=terms, at=at)
    subscriptions.choose_level(sign_up=sign_up, level=Level.objects.get(code="gold"), at=at)
    subscriptions.review(sign_up=sign_up, purchase_order="", at=at)
    term = billing.pay_by_transfer(sign_up=sign_up, at=at)
    billing.issue(term=term, at=at)
    return sign_up


def _become_curious_member(applicant: Applicant, *, password: str, at: datetime) -> None:
    """A member who has asked twice: once we have answered, once not yet."""
    company = become_member(applicant, password=password, at=at).company
    card, lens = (
        tickets.ask(
            company=company,
            by=company.owner,
            topic=Topic(kind, subject),
            words=Words(text, uuid.uuid4()),
            at=at + timedelta(days=days),
        )
        for days, (kind, subject, text) in enumerate(QUESTIONS, start=1)
    )
    agent, seen = User.objects.get(email=AGENT.email), card.events.latest("pk").pk
    answered = at + timedelta(days=1, hours=2)
    tickets.answer(ticket=card, by=agent, words=Words(ANSWER, uuid.uuid4()), seen=seen, at=answered)
    tickets.note(ticket=lens, by=agent, words=Words(NOTE, uuid.uuid4()), at=at + timedelta(days=3))
