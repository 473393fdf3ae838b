"""What staff may do, by role: groups that an administrator gives to people.

A new table or right gets its line here; `sync` runs after each migrate and takes away what is struck from the table.
"""

from django.contrib.auth.models import Group, Permission

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
MAILS: Rights = {"post_office.email": SEE, "post_office.log": SEE, "members.resend_mail": ()}
NOTES: Rights = {"members.note": ("view", "add"), "members.deed": SEE}
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
TICKETS: Rights = {"helpdesk.ticket": SEE, "helpdesk.answer_ticket": ()}
LOOK_UP: Rights = {"lookup.look_up": (), "audit.view_as_customer": ()}

VERIFIER: list[Rights] = [
    COMPANY,
    VERIFICATION,
    {"accounts.application": CHANGE, "accounts.open_case": (), "accounts.companychange": CHANGE},
    {
        "products.legacymember": SEE,
        "products.legacyproduct": SEE,
        "products.oldaddressproof": ("view", "add"),
    },
    {"members.note": SEE},
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
    {"products.transfer": CHANGE, "helpdesk.faq": ADD, "accounts.datarequest": SEE},
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
    "interface.announcement": SEE,
    "interface.apitoken": ("view", "add"),
    "audit.auditentry": SEE,
    "interface.delivery": SEE,
    "interface.endpoint": ("view", "add"),
    "operations.jobrun": SEE,
    "lookup.lookup": SEE,
    "audit.viewing": SEE,
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


def sync() -> None:
    """Make the groups and give each exactly the rights of the table."""
    known = {
        (app, codename): pk
        for pk, app, codename in Permission.objects.values_list("pk", "content_type__app_label", "codename")
    }
    for name, rights in codenames_by_role().items():
        group, _created = Group.objects.get_or_create(name=name)
        group.permissions.set(known[right] for right in rights if right in known)


def codenames_by_role() -> dict[str, set[tuple[str, str]]]:
    """Return app and codename of every right, by the name of the role."""
    roles = {name: set().union(*map(codenames, rights)) for name, rights in ROLES.items()}
    everything = set().union(*roles.values())
    return roles | {
        AUDITOR: {right for right in everything if right[1].startswith("view_") or right[1] in READING}
    }


def codenames(rights: Rights) -> set[tuple[str, str]]:
    found = set()
    for label, verbs in rights.items():
        app, name = label.split(".")
        found |= {(app, f"{verb}_{name}") for verb in verbs} or {(app, name)}
    return found
