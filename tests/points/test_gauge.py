import pytest

from points.gauge import fitting_group, gauge, measured
from points.models import Level

PERSONAL = [
    Level(code="silver", name="CPS Silver", group="personal", minimum=500),
    Level(code="gold", name="CPS Gold", group="personal", minimum=1000),
    Level(code="platinum", name="CPS Platinum", group="personal", minimum=1600),
]
CORPORATE = [
    Level(code="corporate-c", name="CPS Corporate C", group="corporate", minimum=2500),
    Level(code="corporate-b", name="CPS Corporate B", group="corporate", minimum=4500),
    Level(code="corporate-a", name="CPS Corporate A", group="corporate", minimum=10000),
]


@pytest.mark.parametrize(
    ("points", "next_level", "missing", "reached"),
    [
        (-40, "silver", 540, None),
        (0, "silver", 500, None),
        (499, "silver", 1, None),
        (500, "gold", 500, "silver"),
        (580, "gold", 420, "silver"),
        (1000, "platinum", 600, "gold"),
        (1599, "platinum", 1, "gold"),
        (1600, None, 0, "platinum"),
        (99999, None, 0, "platinum"),
    ],
)
def test_what_is_missing_to_the_next_level(
    points: int, next_level: str | None, missing: int, reached: str | None
) -> None:
    shown = measured(points, PERSONAL)
    assert (shown.next_level and shown.next_level.code) == next_level
    assert shown.missing == missing
    assert (shown.reached and shown.reached.code) == reached


@pytest.mark.parametrize(
    ("points", "percent"),
    [(-40, 0), (0, 0), (250, 17), (500, 33), (750, 50), (1000, 67), (1300, 83), (1600, 100), (9000, 100)],
)
def test_where_the_points_stand(points: int, percent: int) -> None:
    assert measured(points, PERSONAL).percent == percent


def test_thresholds_stand_in_equal_steps() -> None:
    assert [mark.position for mark in measured(580, PERSONAL).marks] == [33, 67, 100]
    assert [mark.reached for mark in measured(580, PERSONAL).marks] == [True, False, False]


@pytest.mark.parametrize(("points", "group"), [(0, "personal"), (2499, "personal"), (2500, "corporate")])
def test_the_group_that_fits_the_points(points: int, group: str) -> None:
    assert fitting_group(points, [*PERSONAL, *CORPORATE]) == group


@pytest.mark.django_db
def test_the_gauge_knows_the_levels_of_the_programme() -> None:
    assert [mark.level.name for mark in gauge(2600).marks] == [
        "CPS Corporate C",
        "CPS Corporate B",
        "CPS Corporate A",
    ]
    assert [mark.level.minimum for mark in gauge(2600, "personal").marks] == [500, 1000, 1600]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("points", "reached"),
    [
        (499, []),
        (500, ["silver"]),
        (2000, ["silver", "gold", "platinum"]),
        (5000, ["silver", "gold", "platinum", "corporate-c", "corporate-b"]),
        (10000, ["silver", "gold", "platinum", "corporate-c", "corporate-b", "corporate-a"]),
    ],
)
def test_any_level_whose_minimum_is_reached_may_be_chosen(points: int, reached: list[str]) -> None:
    assert list(Level.objects.reached_with(points).values_list("code", flat=True)) == reached
