from io import StringIO
from typing import Any

from django.core.management import call_command

from cps_portal.lib import clock, env
from cps_portal.lib.commands import NonProductionCommand
from demo import load

PASSWORD = "cps-demo-2026"


class Command(NonProductionCommand):
    help = "Fill the portal with the catalogue, the records of the old programme and invented people; may be repeated."

    def handle(self, *args: Any, **options: Any) -> None:
        password = env.text("CPS_DEMO_PASSWORD", PASSWORD)
        call_command("load_catalogue", stdout=StringIO())
        call_command("import_legacy", stdout=StringIO())
        load.load_demo(password=password, at=clock.now())
        staff = ", ".join(person.email for person in load.STAFF)
        customers = ", ".join(one.person.email for one in (load.CUSTOMER, load.MEMBER))
        self.stdout.write(f"Staff      {staff}\nCustomers  {customers}\nPassword   {password}")
