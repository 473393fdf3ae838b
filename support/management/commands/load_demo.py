from io import StringIO
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from cps_portal.lib import clock, env
from support import actions
from support.actions import demo

PASSWORD = "cps-demo-2026"


class Command(BaseCommand):
    help = "Fill the portal with the catalogue, the records of the old programme and invented people; may be repeated."

    def handle(self, *args: Any, **options: Any) -> None:
        password = env.text("CPS_DEMO_PASSWORD", PASSWORD)
        call_command("load_catalogue", stdout=StringIO())
        call_command("import_legacy", stdout=StringIO())
        actions.load_demo(password=password, at=clock.now())
        staff = ", ".join(person.email for person in demo.STAFF)
        customers = ", ".join(one.person.email for one in (demo.CUSTOMER, demo.MEMBER))
        self.stdout.write(f"Staff      {staff}\nCustomers  {customers}\nPassword   {password}")
