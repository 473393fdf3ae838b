"""The Celery app and the whole beat schedule: beat only sweeps for rows that are due."""

import os

from celery import Celery
from celery.schedules import crontab

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cps_portal.settings")

app = Celery("cps_portal", task_cls="cps_portal.jobs:Job")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(
    ["cps_portal.lib", "accounts", "points", "subscriptions", "products", "billing", "support"]
)

app.conf.beat_schedule = {
    "deliver mails": {"task": "cps_portal.lib.tasks.deliver_mails", "schedule": 10.0},
    "ask VIES": {"task": "accounts.tasks.ask_vies", "schedule": 30.0},
    "issue invoices": {"task": "billing.tasks.issue_invoices", "schedule": 15.0},
    "handle card events": {"task": "billing.tasks.handle_card_events", "schedule": 15.0},
    "work on imports": {"task": "products.tasks.work_on_imports", "schedule": 30.0},
    "expire transfers": {"task": "products.tasks.expire_transfers", "schedule": 3600.0},
    "announce memberships": {"task": "support.tasks.announce", "schedule": 30.0},
    "deliver announcements": {"task": "support.tasks.deliver_announcements", "schedule": 30.0},
    "watch jobs": {"task": "support.tasks.watch_jobs", "schedule": 60.0},
    "forget drafts": {"task": "accounts.tasks.forget_drafts", "schedule": crontab(hour="*/6", minute="40")},
    "compare balances": {"task": "points.tasks.compare_balances", "schedule": crontab(hour="3", minute="10")},
}
