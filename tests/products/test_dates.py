from datetime import date

import pytest
from django.utils import translation

from products import dates
from products.dates import DAY, MONTH, YEAR, PartialDate

TODAY = date(2026, 9, 14)


@pytest.mark.parametrize(
    ("typed", "on", "precision"),
    [
        # as the old files write them
        ("2023-03-10", date(2023, 3, 10), DAY),
        ("2013-08-10", date(2013, 8, 10), DAY),
        ("26/06/2020", date(2020, 6, 26), DAY),
        ("12/09/2016", date(2016, 9, 12), DAY),
        ("01/07/2011", date(2011, 7, 1), DAY),
        ("10.11.2013", date(2013, 11, 10), DAY),
        ("21.3.2018", date(2018, 3, 21), DAY),
        ("8.12.2015", date(2015, 12, 8), DAY),
        ("3.1.2016", date(2016, 1, 3), DAY),
        ("2020-07", date(2020, 7, 1), MONTH),
        ("2013-12", date(2013, 12, 1), MONTH),
        ("2012", date(2012, 1, 1), YEAR),
        # up to six more of every shape in the old file
        ("2011-02-17", date(2011, 2, 17), DAY),
        ("2021-05-21", date(2021, 5, 21), DAY),
        ("2017-07-18", date(2017, 7, 18), DAY),
        ("2011-01-19", date(2011, 1, 19), DAY),
        ("2014-08-09", date(2014, 8, 9), DAY),
        ("2011-12-06", date(2011, 12, 6), DAY),
        ("15/06/2021", date(2021, 6, 15), DAY),
        ("24/12/2024", date(2024, 12, 24), DAY),
        ("2023-03", date(2023, 3, 1), MONTH),
        ("27/01/2023", date(2023, 1, 27), DAY),
        ("03/09/2018", date(2018, 9, 3), DAY),
        ("24/05/2014", date(2014, 5, 24), DAY),
        ("2013-02", date(2013, 2, 1), MONTH),
        ("27/02/2020", date(2020, 2, 27), DAY),
        ("2016-08", date(2016, 8, 1), MONTH),
        ("2014-11", date(2014, 11, 1), MONTH),
        ("2024-06", date(2024, 6, 1), MONTH),
        ("2014", date(2014, 1, 1), YEAR),
        ("2022", date(2022, 1, 1), YEAR),
        ("2017-08", date(2017, 8, 1), MONTH),
        ("2.11.2022", date(2022, 11, 2), DAY),
        ("18.5.2014", date(2014, 5, 18), DAY),
        ("2015", date(2015, 1, 1), YEAR),
        ("22.1.2020", date(2020, 1, 22), DAY),
        ("15.1.2014", date(2014, 1, 15), DAY),
        ("2018", date(2018, 1, 1), YEAR),
        ("2019", date(2019, 1, 1), YEAR),
        ("2011", date(2011, 1, 1), YEAR),
        ("25.11.2024", date(2024, 11, 25), DAY),
        ("10.12.2020", date(2020, 12, 10), DAY),
        ("26.8.2010", date(2010, 8, 26), DAY),
        ("16.10.2023", date(2023, 10, 16), DAY),
        ("13.7.2011", date(2011, 7, 13), DAY),
        ("20.10.2022", date(2022, 10, 20), DAY),
        ("20.9.2019", date(2019, 9, 20), DAY),
        ("5.3.2011", date(2011, 3, 5), DAY),
        ("26.12.2010", date(2010, 12, 26), DAY),
        ("20.12.2012", date(2012, 12, 20), DAY),
        ("9.8.2019", date(2019, 8, 9), DAY),
        ("6.8.2015", date(2015, 8, 6), DAY),
        ("6.12.2023", date(2023, 12, 6), DAY),
        # as people type them
        ("2012-02-29", date(2012, 2, 29), DAY),
        ("2023/03/10", date(2023, 3, 10), DAY),
        ("2023.03.10", date(2023, 3, 10), DAY),
        ("2023-03-10 12:00", date(2023, 3, 10), DAY),
        ("10-03-2023", date(2023, 3, 10), DAY),
        ("10. 03. 2023", date(2023, 3, 10), DAY),
        ("10.03.2023.", date(2023, 3, 10), DAY),
        ("1/2/2020", date(2020, 2, 1), DAY),
        ("19 September 2024", date(2024, 9, 19), DAY),
        ("19th September 2024", date(2024, 9, 19), DAY),
        ("3rd March, 2021", date(2021, 3, 3), DAY),
        ("September 19, 2024", date(2024, 9, 19), DAY),
        ("19 Sep 2024", date(2024, 9, 19), DAY),
        ("19-Sep-2024", date(2024, 9, 19), DAY),
        ("19. sept. 2024", date(2024, 9, 19), DAY),
        ("2024. gada 19. septembris", date(2024, 9, 19), DAY),
        ("2024. gada 19. septembrī", date(2024, 9, 19), DAY),
        ("2024.g. 19. septembrī", date(2024, 9, 19), DAY),
        ("19. septembris 2024", date(2024, 9, 19), DAY),
        ("24. jūnijā 2019", date(2019, 6, 24), DAY),
        ("September 2024", date(2024, 9, 1), MONTH),
        ("september 2024", date(2024, 9, 1), MONTH),
        ("Sept 2024", date(2024, 9, 1), MONTH),
        ("Sep. 2024", date(2024, 9, 1), MONTH),
        ("may 2020", date(2020, 5, 1), MONTH),
        ("in May 2020", date(2020, 5, 1), MONTH),
        ("Apr 2020", date(2020, 4, 1), MONTH),
        ("Oct 2020", date(2020, 10, 1), MONTH),
        ("2020. gada marts", date(2020, 3, 1), MONTH),
        ("2020. gada martā", date(2020, 3, 1), MONTH),
        ("marts 2020", date(2020, 3, 1), MONTH),
        ("maijs 2020", date(2020, 5, 1), MONTH),
        ("2020 augusts", date(2020, 8, 1), MONTH),
        ("03/2020", date(2020, 3, 1), MONTH),
        ("3/2020", date(2020, 3, 1), MONTH),
        ("03.2020", date(2020, 3, 1), MONTH),
        ("2020/03", date(2020, 3, 1), MONTH),
        ("early March 2020", date(2020, 3, 1), MONTH),
        ("end of March 2020", date(2020, 3, 1), MONTH),
        ("2020.", date(2020, 1, 1), YEAR),
        ("2020. gads", date(2020, 1, 1), YEAR),
        ("2020. gadā", date(2020, 1, 1), YEAR),
        ("about 2019", date(2019, 1, 1), YEAR),
        ("ca. 2019", date(2019, 1, 1), YEAR),
        ("c. 2019", date(2019, 1, 1), YEAR),
        ("~2019", date(2019, 1, 1), YEAR),
        ("2019?", date(2019, 1, 1), YEAR),
        ("apmēram 2019", date(2019, 1, 1), YEAR),
        ("about March 2019", date(2019, 3, 1), MONTH),
        ("summer 2019", date(2019, 1, 1), YEAR),
        ("2019. gada vasara", date(2019, 1, 1), YEAR),
        ("vasara 2019", date(2019, 1, 1), YEAR),
        ("late 2019", date(2019, 1, 1), YEAR),
        ("2026-09-14", date(2026, 9, 14), DAY),
        ("2026-09", date(2026, 9, 1), MONTH),
        ("2026", date(2026, 1, 1), YEAR),
        ("\t2019 ", date(2019, 1, 1), YEAR),
    ],
)
def test_dates_are_understood(typed: str, on: date, precision: str) -> None:
    assert dates.read(typed, today=TODAY) == PartialDate(on, precision)


@pytest.mark.parametrize("typed", ["", "   "])
def test_no_date_is_no_date(typed: str) -> None:
    assert dates.read(typed, today=TODAY) is None


@pytest.mark.parametrize(
    "typed",
    [
        "12/25/2016",  # a month of 25: not read the American way
        "2016-13-01",
        "2016-00",
        "31.2.2016",
        "29.02.2023",
        "0000",
        "10.11.13",  # whose century?
        "03/20",
        "20",
        "long ago",
        "unknown",
        "March",
        "19 Smarch 2024",
        "2019 or 2020",
        "2019-2020",
        "1949",
        "0202-01-01",
        "2026-09-15",
        "2026-10",
        "2027",
        "2019; DROP TABLE",
    ],
)
def test_what_names_no_date_is_refused(typed: str) -> None:
    with pytest.raises(dates.UnreadableDate):
        dates.read(typed, today=TODAY)


@pytest.mark.parametrize(
    ("rough", "language", "said"),
    [
        (PartialDate(date(2024, 9, 19), DAY), "en-gb", "19 September 2024"),
        (PartialDate(date(2024, 9, 1), MONTH), "en-gb", "September 2024"),
        (PartialDate(date(2024, 1, 1), YEAR), "en-gb", "2024"),
        (PartialDate(date(2024, 9, 19), DAY), "lv", "2024. gada 19. septembris"),
        (PartialDate(date(2024, 9, 1), MONTH), "lv", "2024. g. septembris"),
        (PartialDate(date(2024, 1, 1), YEAR), "lv", "2024"),
    ],
)
def test_dates_are_said_as_precisely_as_they_are_known(rough: PartialDate, language: str, said: str) -> None:
    with translation.override(language):
        assert rough.said == said
