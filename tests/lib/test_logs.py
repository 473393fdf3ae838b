"""A traceback names the mistake, not the person whose row it was."""

import logging
import sys

import pytest
from django.db import IntegrityError, transaction

from accounts.models import Company
from cps_portal.lib.logs import Json, Lines
from tests.factories import CompanyFactory


@pytest.mark.django_db
@pytest.mark.parametrize("formatter", [Json(), Lines()])
def test_the_row_that_the_database_refused_is_not_in_the_log(formatter: logging.Formatter) -> None:
    company = CompanyFactory.create(legal_name="SIA Slepena Studija")
    try:
        with transaction.atomic():
            Company.objects.filter(pk=company.pk).update(country=None)
    except IntegrityError:
        record = logging.LogRecord("cps", logging.ERROR, __file__, 1, "set aside", None, sys.exc_info())
    line = formatter.format(record)
    assert "not-null constraint" in line
    assert "Slepena" not in line
