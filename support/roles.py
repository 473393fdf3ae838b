"""What staff may do, by role: groups that an administrator gives to people.

A new table or right gets its line here, and a migration of this app that runs `grant` once more.
"""

from django.apps.registry import Apps
from django.contrib.auth.management import create_permissions
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

SEE, CHANGE, ADD = ("view",), ("view", "change"), ("view", "add", "change")
Rights = dict[str, tuple[str, ...]]

COMPANY: Rights = {
    "accounts.colleagueinvitation": SEE,
    "accounts.company": SEE,
    "accounts.companychange": SEE,
    "accounts.emailchange": SEE,
    "accounts.handover": SEE,
    "accounts.joinrequest": SEE,
    "accounts.role": SEE,
    "accounts.user": SEE,
}
VERIFICATION: Rights = {
    "accounts.application": SEE,
    "accounts.document": SEE,
    "accounts.caseevent": SEE,
    "accounts.vatcheck": SEE,
}
MEMBERSHIP: Rights = {
    "points.balance": SEE,
    "points.comparison": SEE,
    "points.correction": SEE,
    "points.difference": SEE,
    "points.entry": SEE,
    "points.level": SEE,
    "subscriptions.acceptance": SEE,
    "subscriptions.invitation": SEE,
    "subscriptions.fall": SEE,
    "subscriptions.levelpermit": SEE,
    "subscriptions.membershipnumber": SEE,
    "subscriptions.notice": SEE,
    "subscriptions.renewalchoice": SEE,
    "subscriptions.signup": SEE,
    "subscriptions.subscription": SEE,
    "subscriptions.suspension": SEE,
    "subscriptions.term": SEE,
    "subscriptions.withdrawal": SEE,
}
# Agents and finance propose and decide about withdrawals, never the same person both; the lead alone permits levels.
PROPOSALS: Rights = {
    "subscriptions.withdrawal": ("view", "add"),
    "subscriptions.decide_withdrawal": (),
}
PERMITS: Rights = {"subscriptions.levelpermit": ("view", "add")}
GEAR: Rights = {
    "products.legacymember": SEE,
    "products.legacyproduct": SEE,
    "products.categoryhint": SEE,
    "products.gearevent": SEE,
    "products.gearfile": SEE,
    "products.oldaddressproof": SEE,
    "products.product": SEE,
    "products.proof": SEE,
    "products.registration": SEE,
    "products.transfer": SEE,
}
PAPERS: Rights = {
    "billing.attempt": SEE,
    "billing.cardauthorisation": SEE,
    "billing.collection": SEE,
    "billing.dispute": SEE,
    "billing.extension": ("view", "add"),
    "billing.invoice": SEE,
    "billing.invoiceline": SEE,
    "billing.creditnote": SEE,
    "billing.creditnoteline": SEE,
    "billing.payment": SEE,
    "billing.refund": SEE,
    "billing.stop": SEE,
}
MAILS: Rights = {"post_office.email": SEE, "post_office.log": SEE, "support.resend_mail": ()}
NOTES: Rights = {"support.note": ("view", "add"), "support.deed": SEE}
SETTINGS: Rights = {
    "accounts.participatingcountry": ADD,
    "points.level": CHANGE,
    "subscriptions.acceptance": SEE,
    "products.alias": ADD,
    "products.categoryhint": ADD,
    "products.legacychange": SEE,
    "products.legacyimport": ADD,
    "products.pointvalue": ADD,
    "products.product": ADD,
    "subscriptions.benefit": ADD,
    "subscriptions.fee": ADD,
    "subscriptions.levelbenefit": ADD,
    "subscriptions.terms": ADD,
}
CORRECTIONS: Rights = {"points.correction": ADD, "points.difference": CHANGE}
TICKETS: Rights = {"support.ticket": SEE, "support.answer_ticket": ()}
LOOK_UP: Rights = {"support.look_up": (), "support.view_as_customer": ()}

VERIFIER: list[Rights] = [
    COMPANY,
    VERIFICATION,
    {"accounts.application": CHANGE, "accounts.open_case": (), "accounts.companychange": CHANGE},
    {
        "products.legacymember": SEE,
        "products.legacyproduct": SEE,
        "products.oldaddressproof": ("view", "add"),
    },
    {"support.note": SEE},
]
AGENT: list[Rights] = [
    *(
        COMPANY,
        VERIFICATION,
        MEMBERSHIP,
        GEAR,
        PAPERS,
        MAILS,
        NOTES,
        LOOK_UP,
        TICKETS,
        PROPOSALS,
        CORRECTIONS,
    ),
    {"products.transfer": CHANGE, "support.faq": ADD, "accounts.datarequest": SEE},
    {"accounts.emailchange": ("view", "add")},
]
MONEY: Rights = {
    "billing.bankentry": CHANGE,
    "billing.bankstatement": ("view", "add"),
    "billing.creditnote": ("view", "add"),
    "billing.match": SEE,
    "billing.copyaddress": SEE,
    "billing.cardevent": SEE,
    "billing.collection": CHANGE,
    "billing.difference": CHANGE,
    "billing.numberseries": SEE,
    "billing.pendingtax": SEE,
    "billing.refund": CHANGE,
    "billing.seller": CHANGE,
    "billing.vatnote": ADD,
    "billing.stop": ADD,
    "billing.vatrate": ADD,
}
OPERATIONS: Rights = {
    "support.announcement": SEE,
    "support.apitoken": ("view", "add"),
    "support.auditentry": SEE,
    "support.delivery": SEE,
    "support.endpoint": ("view", "add"),
    "support.jobrun": SEE,
    "support.lookup": SEE,
    "support.viewing": SEE,
}
FINANCE: list[Rights] = [
    *(COMPANY, MEMBERSHIP, PAPERS, MAILS, NOTES, LOOK_UP, TICKETS, MONEY, PROPOSALS, CORRECTIONS),
]
CATALOGUE: list[Rights] = [GEAR, SETTINGS, {"products.transfer": CHANGE}]
EVERYTHING: list[Rights] = [*VERIFIER, *AGENT, *FINANCE, *CATALOGUE]

LEAD: Rights = {
    "accounts.datarequest": SEE,
    "accounts.login": SEE,
    "accounts.look": SEE,
    "accounts.presence": SEE,
    "accounts.user": CHANGE,
}

ROLES: dict[str, list[Rights]] = {
    "Verifier": VERIFIER,
    "Support agent": AGENT,
    "Finance": FINANCE,
    "Catalogue manager": CATALOGUE,
    "Lead": [*EVERYTHING, PERMITS, OPERATIONS, LEAD],
}
# The auditor reads whatever anybody may read, and changes nothing.
AUDITOR = "Auditor"
READING = {"look_up", "open_case", "view_as_customer"}


def grant(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Make the groups and give them the rights that they lack; tables that a later migration brings wait for it."""
    _create_permissions(apps)
    for name, rights in ROLES.items():
        _grant(apps, name, {codename for part in rights for codename in codenames(part)})
    everything = {codename for rights in ROLES.values() for part in rights for codename in codenames(part)}
    _grant(
        apps,
        AUDITOR,
        {right for right in everything if right[1].startswith("view_") or right[1] in READING},
    )


def _create_permissions(apps: Apps) -> None:
    """Django makes them only after the last migration."""
    for config in apps.get_app_configs():
        config.models_module = True  # type: ignore[assignment]
        create_permissions(config, apps=apps, verbosity=0)
        config.models_module = None


def codenames(rights: Rights) -> set[tuple[str, str]]:
    found = set()
    for label, verbs in rights.items():
        app, name = label.split(".")
        found |= {(app, f"{verb}_{name}") for verb in verbs} or {(app, name)}
    return found


def _grant(apps: Apps, name: str, rights: set[tuple[str, str]]) -> None:
    group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=name)
    permissions = apps.get_model("auth", "Permission").objects
    for app, codename in sorted(rights):
        group.permissions.add(*permissions.filter(content_type__app_label=app, codename=codename))
