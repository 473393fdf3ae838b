import secrets
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models import Company, User
from accounts.models.links import digest_of
from cps_portal.lib import clock
from cps_portal.lib.errors import DomainError
from products import emails
from products.actions.registrations import SerialTaken, hold, reward, write
from products.models import LegacyMember, LegacyProduct, OldAddressProof, Registration
from subscriptions import actions as subscriptions

MOVED = gettext_noop("%(model)s, serial number %(serial)s, came over from your old CPS account.")
PAUSE_BETWEEN_LINKS = timedelta(minutes=5)


class NotProven(DomainError):
    """Nobody has shown yet that the old address is theirs."""


class OldAddressTaken(DomainError):
    """Another company has proven the same old address."""


@dataclass(frozen=True)
class Migration:
    """What moved, and what stayed because the same serial number is registered already."""

    moved: tuple[Registration, ...]
    conflicts: tuple[LegacyProduct, ...]

    @property
    def points(self) -> int:
        return sum(registration.points for registration in self.moved if registration.is_complete)


def may_move(*, company: Company, user: User) -> bool:
    """Return whether the old address is proven: by a link, by a verifier, or because it is the verified log-in."""
    return OldAddressProof.objects.standing_for(company).exists() or _logs_in_with(company, user)


def _logs_in_with(company: Company, user: User) -> bool:
    email = _old_address(company)
    verified = EmailAddress.objects.filter(user=user, email__iexact=email, verified=True)
    return bool(email) and user.email == email and verified.exists()


def _old_address(company: Company) -> str:
    return company.old_cps_email.strip().lower()


@transaction.atomic
def mail_proof_link(*, company: Company, by: User, at: datetime) -> OldAddressProof:
    """Mail a one-time link to the old address; a second click within minutes mails nothing more."""
    hold(company)
    email = _old_address(company)
    if not email:
        raise DomainError(_("Your account has no old CPS e-mail address. Write to us, and we will add it."))
    recent = OldAddressProof.objects.usable(at=at).filter(company=company, email=email)
    if last := recent.filter(created_at__gt=at - PAUSE_BETWEEN_LINKS).first():
        return last
    token = secrets.token_urlsafe(32)
    proof = OldAddressProof.objects.create(
        company=company,
        email=email,
        method=OldAddressProof.Method.LINK,
        digest=digest_of(token),
        created_at=at,
        expires_at=at + timedelta(days=settings.OLD_EMAIL_LINK_DAYS),
    )
    emails.old_address(proof=proof, token=token, language=by.language)
    return proof


@transaction.atomic
def prove(*, token: str, at: datetime) -> OldAddressProof:
    """Accept the link that was mailed to the old address; the same link again changes nothing."""
    proof = OldAddressProof.objects.by_token(token).first()
    if proof is None:
        raise NotProven(_("This link is not known. Ask for a new one on the page Migrate products."))
    try:
        with transaction.atomic():
            proven = OldAddressProof.objects.usable(at=at).filter(pk=proof.pk).update(proven_at=at)
    except IntegrityError as error:
        return _proven_before(proof, error)
    proof.refresh_from_db(fields=["proven_at"])
    if not proven and proof.proven_at is None:
        raise NotProven(_("This link has expired. Ask for a new one on the page Migrate products."))
    return proof


@transaction.atomic
def confirm_old_address(*, company: Company, reason: str, by: User, at: datetime) -> OldAddressProof:
    """Record a verifier's decision that the old address is the company's; the same again gives the first proof."""
    hold(company)
    email = _old_address(company)
    if not email:
        raise DomainError(_("The account has no old CPS e-mail address to vouch for."), field="company")
    if not reason.strip():
        raise DomainError(_("Write what showed you that the address is theirs."), field="reason")
    if standing := OldAddressProof.objects.standing_for(company).first():
        return standing
    try:
        with transaction.atomic():
            return OldAddressProof.objects.create(
                company=company,
                email=email,
                method=OldAddressProof.Method.VERIFIER,
                created_at=at,
                proven_at=at,
                decided_by=by,
                reason=reason.strip(),
            )
    except IntegrityError as error:
        raise OldAddressTaken(
            _("Another company has proven this address already."), field="company"
        ) from error


def _proven_before(proof: OldAddressProof, error: IntegrityError) -> OldAddressProof:
    """Another link has proven the address; that is as good if it was the same company's."""
    if standing := OldAddressProof.objects.standing_for(proof.company).first():
        return standing
    raise OldAddressTaken(_taken()) from error


def _taken() -> str:
    return _("Another company has brought over the gear of this address. Write to %(support)s.") % {
        "support": settings.SUPPORT_EMAIL
    }


def _require_proof(*, company: Company, by: User, at: datetime) -> None:
    if OldAddressProof.objects.standing_for(company).exists():
        return
    if not _logs_in_with(company, by):
        raise NotProven(_("Show first that the old address is yours: open the link that we mail to it."))
    try:
        with transaction.atomic():
            OldAddressProof.objects.create(
                company=company,
                email=_old_address(company),
                method=OldAddressProof.Method.LOGIN,
                created_at=at,
                proven_at=at,
            )
    except IntegrityError as error:
        raise OldAddressTaken(_taken()) from error


@transaction.atomic
def migrate(*, company: Company, chosen: Collection[int], by: User, at: datetime) -> Migration:
    """Move the chosen rows of the old programme, each of them once however often this is asked."""
    hold(company)
    _require_proof(company=company, by=by, at=at)
    moved: list[Registration] = []
    conflicts: list[LegacyProduct] = []
    waiting = LegacyProduct.objects.waiting_for(company).filter(pk__in=chosen)
    # In one order for everybody, so that two migrations with serial numbers in common do not wait for one another.
    for row in waiting.select_related("product").order_by("product", "serial", "pk"):
        try:
            moved.append(_move(row, company=company, by=by, at=at))
        except SerialTaken:
            conflicts.append(row)
    for registration in moved:
        reward(registration, sentence=MOVED, by=by, at=at)
    for number in LegacyMember.objects.filter(email=_old_address(company)).values_list("number", flat=True):
        subscriptions.keep_legacy_number(company=company, number=number, at=at)
    subscriptions.invite_if_eligible(company=company, at=at)
    return Migration(moved=tuple(moved), conflicts=tuple(conflicts))


def _move(row: LegacyProduct, *, company: Company, by: User, at: datetime) -> Registration:
    if row.product is None:
        raise ValueError(f"legacy product {row.pk} has neither a model nor a problem")
    registration = Registration(
        company=company,
        key=uuid.uuid5(uuid.NAMESPACE_OID, f"legacy:{row.fingerprint}"),
        product=row.product,
        serial=row.serial,
        purchased_on=row.purchased_on,
        purchase_precision=row.purchase_precision,
        country=row.country,
        dealer=row.dealer,
        points=row.product.points_on(clock.on(at)),
        registered_at=at,
        registered_by=by,
    )
    write(registration, at=at)
    LegacyProduct.objects.filter(pk=row.pk).update(registration=registration)
    return registration
