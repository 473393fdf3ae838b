"""The companies that walk the journey; every name and number is invented."""

from stdnum.lv import pvn

from tests.journeys.walk import Applicant


def latvian_number(seed: int) -> str:
    """Return the first valid number of a Latvian company from a seed on."""
    return next(
        str(number) for number in range(40_003_000_000 + seed, 40_004_000_000) if pvn.is_valid(str(number))
    )


def by_card(language: str) -> Applicant:
    number = latvian_number({"en": 100_000, "lv": 200_000}[language])
    return Applicant(
        name=f"SIA Kurzemes kadrs {language}",
        language=language,
        email=f"liga.card.{language}@kadrs.example",
        country="LV",
        vat_number=number,
        registration_number=number,
        postal_code="LV-1010",
        city="Rīga",
        payment="card",
    )


def by_transfer(language: str) -> Applicant:
    return Applicant(
        name=f"Ozola foto {language}",
        language=language,
        email=f"liga.transfer.{language}@ozola.example",
        country="LV",
        vat_number="",
        registration_number=latvian_number({"en": 300_000, "lv": 400_000}[language]),
        postal_code="LV-3401",
        city="Liepāja",
        payment="transfer",
        device="phone",
    )


def migrating(language: str) -> Applicant:
    """A company whose old address is one of the invented legacy members'."""
    number = latvian_number({"en": 500_000, "lv": 600_000}[language])
    return Applicant(
        name=f"SIA Vecā optika {language}",
        language=language,
        email=f"liga.old.{language}@optika.example",
        country="LV",
        vat_number=number,
        registration_number=number,
        postal_code="LV-1050",
        city="Rīga",
        payment="card",
        old_email={"en": "cps12@portoslija.example", "lv": "cps10@visionamber.example"}[language],
    )


COMPANIES = (by_card, by_transfer, migrating)
