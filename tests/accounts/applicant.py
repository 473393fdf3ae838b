"""An applicant at the form: what they type, step by step."""

from typing import Any
from urllib.parse import urlsplit

from django.http import HttpResponse
from django.test import Client

from accounts.models import Application
from tests.accounts import papers

CONTACT = {
    "contact_name": "Jānis Kalniņš",
    "email": "Janis@Foto.example",
    "phone": "+371 20000000",
    "language": "en-gb",
    "source": "itcg",
}
VAT = {"country": "LV", "vat_registered": "yes", "vat_number": "4000 3245 752"}
NO_VAT = {"country": "LV", "vat_registered": "no", "vat_number": ""}
COMPANY = {
    "legal_name": "SIA Kalniņa foto",
    "registration_number": "40003245752",
    "street": "Brīvības iela 1",
    "postal_code": "LV-1010",
    "city": "Rīga",
    "invoice_email": "",
    "old_cps_email": "",
}


class Applicant:
    """Walks through the form with a browser that runs no scripts."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.key = ""

    def begin(self, query: str = "") -> HttpResponse:
        response = self.client.get(f"/register/{query}")
        self.key = urlsplit(response.url).path.split("/")[2]  # type: ignore[attr-defined]
        return response  # type: ignore[return-value]

    def address(self, step: str) -> str:
        return f"/register/{self.key}/{step}/"

    def opens(self, step: str) -> HttpResponse:
        return self.client.get(self.address(step))  # type: ignore[return-value]

    def says(self, step: str, answers: dict[str, Any]) -> HttpResponse:
        return self.client.post(self.address(step), answers)  # type: ignore[return-value]

    def uploads(self, kind: str = "vat_certificate", content: bytes | None = None) -> HttpResponse:
        given = {"kind": kind, "file": papers.file(content), "authorised": "on"}
        return self.says("document", given)

    def fills_in(self, vat: dict[str, Any] = VAT, kind: str = "vat_certificate", **company: Any) -> None:
        self.begin()
        self.says("contact", CONTACT)
        self.says("vat", vat)
        self.uploads(kind)
        self.says("company", COMPANY | company)

    def sends(self) -> HttpResponse:
        return self.says("review", {})

    @property
    def application(self) -> Application:
        return Application.objects.get(key=self.key)
