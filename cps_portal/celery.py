"""The Celery app and the whole beat schedule: beat only sweeps for rows that are due."""

import os

from celery import Celery
from celery.schedules import crontab

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cps_portal.settings")

app = Celery("cps_portal", task_cls="support.operations.jobs:Job")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["cps_portal.lib"])
app.autodiscover_tasks()  # of every installed app

app.conf.beat_schedule = {
    # mail
    "deliver mails": {"task": "cps_portal.lib.tasks.deliver_mails", "schedule": 10.0},
    "answer asked mails": {"task": "accounts.tasks.answer_asked_mails", "schedule": 10.0},
    "mail changes of e-mail": {"task": "accounts.tasks.mail_email_changes", "schedule": 10.0},
    "mail invitations": {"task": "accounts.tasks.mail_invitations", "schedule": 10.0},
    # accounts
    "ask VIES": {"task": "accounts.tasks.ask_vies", "schedule": 30.0},
    "remind silent applicants": {"task": "accounts.tasks.remind_silent", "schedule": 600.0},
    "escalate broken promises": {"task": "accounts.tasks.escalate_broken", "schedule": 600.0},
    "purge presences": {"task": "accounts.tasks.purge_presences", "schedule": 3600.0},
    "purge copies": {"task": "accounts.tasks.purge_copies", "schedule": 3600.0},
    "purge drafts": {"task": "accounts.tasks.purge_drafts", "schedule": crontab(hour="*/6", minute="40")},
    "delete documents": {
        "task": "accounts.tasks.delete_documents",
        "schedule": crontab(hour="*/6", minute="50"),
    },
    "purge log-ins": {"task": "accounts.tasks.purge_log_ins", "schedule": crontab(hour="3", minute="30")},
    # points and gear
    "compare balances": {"task": "points.tasks.compare_balances", "schedule": crontab(hour="3", minute="10")},
    "work off lists of gear": {"task": "products.tasks.work_off_lists", "schedule": 30.0},
    "work on imports": {"task": "products.tasks.work_on_imports", "schedule": 30.0},
    "expire transfers": {"task": "products.tasks.expire_transfers", "schedule": crontab(minute="25")},
    "delete papers of gear": {
        "task": "products.tasks.delete_papers",
        "schedule": crontab(hour="*/6", minute="55"),
    },
    # memberships
    "keep memberships": {"task": "subscriptions.tasks.do_due", "schedule": 300.0},
    # money
    "issue invoices": {"task": "billing.tasks.issue_invoices", "schedule": 15.0},
    "issue credit notes": {"task": "billing.tasks.issue_credit_notes", "schedule": 30.0},
    "handle card events": {"task": "billing.tasks.handle_card_events", "schedule": 15.0},
    "collect": {"task": "billing.tasks.collect", "schedule": 60.0},
    "forget cards": {"task": "billing.tasks.purge_cards", "schedule": 3600.0},
    "compare with Stripe": {
        "task": "billing.tasks.compare_with_stripe",
        "schedule": crontab(hour="3", minute="50"),
    },
    # support
    "complete data requests": {"task": "support.operations.tasks.complete_data_requests", "schedule": 30.0},
    "close silent questions": {
        "task": "support.helpdesk.tasks.close_silent_tickets",
        "schedule": crontab(minute="35"),
    },
    "delete files of questions": {
        "task": "support.helpdesk.tasks.delete_ticket_files",
        "schedule": crontab(hour="*/6", minute="45"),
    },
    "announce memberships": {"task": "support.interface.tasks.announce", "schedule": 30.0},
    "deliver announcements": {"task": "support.interface.tasks.deliver_announcements", "schedule": 30.0},
    "count figures": {"task": "support.reporting.tasks.count_figures", "schedule": 600.0},
    "forget old entries of the staff log": {
        "task": "support.audit.tasks.purge_audit_entries",
        "schedule": crontab(hour="4", minute="20"),
    },
    "watch jobs": {"task": "support.operations.tasks.watch_jobs", "schedule": 60.0},
}
