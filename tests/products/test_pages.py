import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.models import Company, User
from points.models import Balance
from products.models import Product, Registration
from tests.factories import PointValueFactory, ProductFactory, RegistrationFactory

Budget = Callable[[int], AbstractContextManager[Any]]

WHOLE = {"serial": "6131 86091390", "purchased": "September 2024", "country": "LV", "dealer": "Foto Mājas"}


@pytest.fixture
def r5(db: None) -> Product:
    """A camera worth 310 points."""
    product = ProductFactory.create(name="EOS R5", launch_year=2020, serial_hint="10 or 12 digits")
    PointValueFactory.create(product=product, points=310)
    return product


def form(product: Product | None, **given: str) -> dict[str, Any]:
    return {"key": str(uuid.uuid4()), "product": product.pk if product else "", **given}


def text_of(response: Any) -> str:
    return " ".join(response.content.decode().split())


# --- register ------------------------------------------------------------------------------------


def test_a_registered_product_is_in_the_list_with_a_tick_and_its_points(as_anna: Client, r5: Product) -> None:
    page = text_of(as_anna.post("/products/register/", form(r5, **WHOLE), follow=True))
    assert "EOS R5 is registered and brings you 310 points." in page
    assert "Serial number 613186091390" in page
    assert "#done" in page


def test_an_unfinished_one_has_a_dot_and_says_what_to_add(as_anna: Client, r5: Product) -> None:
    page = text_of(as_anna.post("/products/register/", form(r5, dealer="unknown"), follow=True))
    assert "EOS R5 is saved." in page
    assert "To add: serial number, purchase date, country of purchase" in page
    assert "#act" in page


def test_the_points_of_every_model_stand_beside_its_name(as_anna: Client, r5: Product) -> None:
    ProductFactory.create(name="Photo paper", category="consumable", is_registrable=False)
    page = text_of(as_anna.get("/products/register/"))
    assert '<optgroup label="Cameras">' in page
    assert "EOS R5 · 310 points" in page
    assert 'data-shape="10 or 12 digits"' in page
    assert "Photo paper" not in page


@pytest.mark.parametrize(
    ("field", "typed", "error"),
    [
        ("product", "", "Choose the model."),
        ("product", "999999", "Select a valid choice."),
        ("serial", "12/34", "A serial number has 5 to 20 letters or digits."),
        ("purchased", "12/25/2024", "Write the date as 19 September 2024"),
        ("purchased", "2999", "This date is yet to come."),
        ("country", "XX", "Select a valid choice."),
        ("dealer", "x" * 121, "Ensure this value has at most 120 characters"),
    ],
)
def test_bad_input_is_answered_beside_the_field_and_kept(
    as_anna: Client, r5: Product, field: str, typed: str, error: str
) -> None:
    response = as_anna.post("/products/register/", form(r5, **WHOLE) | {field: typed})
    assert error in text_of(response)
    assert response.context["form"][field].value() == typed
    assert "6131 86091390" in text_of(response) or field == "serial"
    assert not Registration.objects.exists()


def test_the_form_sent_twice_registers_once(as_anna: Client, company: Company, r5: Product) -> None:
    sent = form(r5, **WHOLE)
    for _click in range(2):
        assert as_anna.post("/products/register/", sent).status_code == 302
    assert Registration.objects.count() == 1
    assert Balance.objects.points_of(company) == 310


def test_back_and_another_product_loses_nothing(as_anna: Client, r5: Product) -> None:
    lens = ProductFactory.create(name="RF 50mm F1.8 STM", category="lens")
    sent = form(r5, dealer="CVP")
    as_anna.post("/products/register/", sent)
    questioned = as_anna.post("/products/register/", sent | {"product": lens.pk})
    assert "You have saved this form before, for EOS R5." in text_of(questioned)
    again = {"product": lens.pk, "dealer": "CVP", "key": questioned.context["form"]["key"].value()}
    as_anna.post("/products/register/", again)
    assert [one.product.name for one in Registration.objects.all()] == ["RF 50mm F1.8 STM", "EOS R5"]


@pytest.mark.parametrize(
    ("given", "doubt"),
    [
        ({"serial": "4549292157338"}, "probably the barcode"),
        ({"serial": "12345"}, "usually have 10 or 12 digits"),
        ({"purchased": "2013"}, "This model came out in 2020."),
    ],
)
def test_a_doubt_is_asked_once_and_the_owner_knows_better(
    as_anna: Client, r5: Product, given: dict[str, str], doubt: str
) -> None:
    sent = form(r5, **{**WHOLE, **given})
    asked = as_anna.post("/products/register/", sent)
    assert doubt in text_of(asked)
    assert not Registration.objects.exists()
    as_anna.post("/products/register/", sent | {"sure_of": asked.context["form"].doubted})
    assert Registration.objects.get().is_complete


def test_being_sure_of_one_number_is_not_being_sure_of_another(as_anna: Client, r5: Product) -> None:
    sent = form(r5, **WHOLE, sure_of="12345 September 2024") | {"serial": "54321"}
    assert "usually have" in text_of(as_anna.post("/products/register/", sent))


def test_a_taken_serial_is_answered_beside_the_field(as_anna: Client, r5: Product) -> None:
    RegistrationFactory.create(product=r5, serial="613186091390")
    response = as_anna.post("/products/register/", form(r5, **WHOLE))
    assert "registered already" in response.context["form"].errors["serial"][0]
    assert "September 2024" in text_of(response)


# --- my products ---------------------------------------------------------------------------------


def test_before_anything_is_registered_the_page_says_what_it_brings(as_anna: Client) -> None:
    page = text_of(as_anna.get("/products/"))
    assert "Nothing is registered yet" in page
    assert "Register a product" in page


@pytest.fixture
def gear(company: Company, r5: Product) -> dict[str, Registration]:
    """One of each kind."""
    since = datetime.fromisoformat("2026-09-01T12:00:00Z")
    whole = {"purchased_on": since, "purchase_precision": "day", "country": "LV", "dealer": "CVP"}
    return {
        "complete": RegistrationFactory.create(
            company=company, product=r5, serial="111111", completed_at=since, **whole
        ),
        "needs": RegistrationFactory.create(company=company, product=r5, serial="222222"),
        "ended": RegistrationFactory.create(
            company=company, product=r5, serial="333333", ended_at=since, end=Registration.End.SOLD
        ),
    }


@pytest.mark.parametrize(
    ("show", "shown"),
    [
        ("all", ["needs", "complete"]),
        ("complete", ["complete"]),
        ("needs", ["needs"]),
        ("ended", ["ended"]),
        ("nonsense", ["needs", "complete"]),
    ],
)
def test_the_list_can_be_narrowed(
    as_anna: Client, gear: dict[str, Registration], show: str, shown: list[str]
) -> None:
    rows = as_anna.get("/products/", {"show": show}).context["page"].rows
    assert rows == [gear[name] for name in shown]


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("r5", ["needs", "complete"]),
        ("eos R5", ["needs", "complete"]),
        ("2222", ["needs"]),
        ("111-111", ["complete"]),
        ("printer", []),
        ("%", []),
        ("-", []),
    ],
)
def test_the_list_can_be_searched(
    as_anna: Client, gear: dict[str, Registration], words: str, shown: list[str]
) -> None:
    response = as_anna.get("/products/", {"q": words})
    assert response.context["page"].rows == [gear[name] for name in shown]
    assert "No product has" in text_of(response) or shown


def test_gear_of_other_companies_is_not_there(as_anna: Client, r5: Product) -> None:
    other = RegistrationFactory.create(product=r5, serial="999999")
    assert "999999" not in text_of(as_anna.get("/products/"))
    assert as_anna.get(f"/products/{other.pk}/").status_code == 404
    assert as_anna.post(f"/products/{other.pk}/", {"serial": "111111"}).status_code == 404
    assert as_anna.post(f"/products/{other.pk}/end/", {"reason": "sold"}).status_code == 404


@pytest.mark.parametrize("number", [5, 5_000])
def test_the_list_needs_few_queries_however_much_there_is(
    as_anna: Client, company: Company, r5: Product, number: int, django_assert_num_queries: Budget
) -> None:
    made = (RegistrationFactory.build(company=company, product=r5) for _ in range(number))
    Registration.objects.bulk_create(made)
    for path in ("/products/", "/products/?show=needs&q=r5"):
        with django_assert_num_queries(8):
            assert len(as_anna.get(path).context["page"].rows) == min(number, 50)


def test_it_says_what_unfinished_gear_would_bring(as_anna: Client, company: Company, r5: Product) -> None:
    RegistrationFactory.create_batch(2, company=company, product=r5, points=300)
    page = text_of(as_anna.get("/products/"))
    assert (
        "Once nothing is missing, your products bring 600 points more. With them you reach CPS Silver."
        in page
    )


def test_a_long_list_has_pages_by_key(as_anna: Client, company: Company, r5: Product) -> None:
    made = RegistrationFactory.create_batch(60, company=company, product=r5)
    first = as_anna.get("/products/").context["page"]
    second = as_anna.get("/products/", {"before": first.older}).context["page"]
    assert [row.pk for row in first.rows + second.rows] == [row.pk for row in reversed(made)]
    assert second.older is None


@pytest.mark.parametrize("before", ["abc", "-1", "9" * 30, "²"])
def test_a_key_that_is_none_shows_the_newest(
    as_anna: Client, gear: dict[str, Registration], before: str
) -> None:
    assert len(as_anna.get("/products/", {"before": before}).context["page"].rows) == 2


@pytest.mark.parametrize("path", ["/products/", "/products/register/", "/products/migrate/", "/points/"])
def test_strangers_are_asked_to_log_in(client: Client, db: None, path: str) -> None:
    response = client.get(path)
    assert (response.status_code, "/login/" in response.headers["Location"]) == (302, True)


# --- one product ---------------------------------------------------------------------------------


def test_only_what_is_missing_is_open_for_editing(as_anna: Client, gear: dict[str, Registration]) -> None:
    response = as_anna.get(f"/products/{gear['needs'].pk}/")
    assert [field.name for field in response.context["form"].visible_fields()] == [
        "purchased",
        "country",
        "dealer",
    ]


def test_adding_what_was_missing_brings_the_points(
    as_anna: Client, company: Company, gear: dict[str, Registration]
) -> None:
    given = {name: WHOLE[name] for name in ("purchased", "country", "dealer")}
    page = text_of(as_anna.post(f"/products/{gear['needs'].pk}/", given, follow=True))
    assert "EOS R5 is registered and brings you 335 points." in page
    assert Balance.objects.points_of(company) == 335


def test_bad_input_there_is_kept_too(as_anna: Client, gear: dict[str, Registration]) -> None:
    response = as_anna.post(f"/products/{gear['needs'].pk}/", {"purchased": "long ago", "dealer": "CVP"})
    assert "Write the date as" in text_of(response)
    assert 'value="CVP"' in text_of(response)


def test_an_end_is_written_into_the_history(as_anna: Client, gear: dict[str, Registration]) -> None:
    page = text_of(as_anna.post(f"/products/{gear['complete'].pk}/end/", {"reason": "stolen"}, follow=True))
    assert "Ended: stolen" in page
    assert "End registration" not in page


def test_an_end_without_a_reason_is_asked_again(as_anna: Client, gear: dict[str, Registration]) -> None:
    response = as_anna.post(f"/products/{gear['complete'].pk}/end/")
    assert "Choose what happened to the product." in text_of(response)
    gear["complete"].refresh_from_db()
    assert gear["complete"].is_live


def test_two_windows_that_end_differently_leave_the_first(
    as_anna: Client, gear: dict[str, Registration]
) -> None:
    path = f"/products/{gear['complete'].pk}/end/"
    as_anna.post(path, {"reason": "sold"})
    page = text_of(as_anna.post(path, {"reason": "stolen"}, follow=True))
    assert "Nothing was changed." in page
    assert "Ended: sold" in page


@pytest.mark.parametrize("which", ["complete", "needs", "ended"])
def test_a_product_needs_few_queries(
    as_anna: Client, gear: dict[str, Registration], which: str, django_assert_max_num_queries: Budget
) -> None:
    with django_assert_max_num_queries(12):
        as_anna.get(f"/products/{gear[which].pk}/")


def test_registering_needs_few_queries(
    as_anna: Client, r5: Product, django_assert_max_num_queries: Budget
) -> None:
    ProductFactory.create_batch(30)
    with django_assert_max_num_queries(12):
        as_anna.get("/products/register/")


# --- staff ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        "product/",
        "product/add/",
        "registration/",
        "registration/?market=outside",
        "legacymember/",
        "legacyproduct/",
        "legacyproduct/?problem__exact=unknown_model",
        "oldaddressproof/",
        "categoryhint/",
        "gearfile/",
        "proof/",
    ],
)
def test_staff_look_at_the_gear(as_vera: Client, gear: dict[str, Registration], path: str) -> None:
    assert as_vera.get(f"/admin/products/{path}").status_code == 200


def test_staff_look_at_one_product(as_vera: Client, r5: Product, gear: dict[str, Registration]) -> None:
    assert as_vera.get(f"/admin/products/product/{r5.pk}/change/").status_code == 200
    pk = gear["complete"].pk
    assert as_vera.get(f"/admin/products/registration/{pk}/change/").status_code == 200


@pytest.mark.parametrize("path", ["registration", "legacymember", "legacyproduct"])
def test_staff_do_not_make_gear_by_hand(as_vera: Client, path: str) -> None:
    assert as_vera.get(f"/admin/products/{path}/add/").status_code == 403


def test_another_spelling_is_folded_when_staff_save_it(as_vera: Client, r5: Product) -> None:
    empty = {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0}
    sent = {
        "name": r5.name,
        "category": r5.category,
        "is_registrable": "on",
        **{f"point_values-{name}": value for name, value in empty.items()},
        "aliases-TOTAL_FORMS": 1,
        "aliases-INITIAL_FORMS": 0,
        "aliases-0-product": r5.pk,
        "aliases-0-folded": "Canon R5 Camera (body)",
    }
    response = as_vera.post(f"/admin/products/product/{r5.pk}/change/", sent)
    assert response.status_code == 302
    assert list(r5.aliases.values_list("folded", flat=True)) == ["r5camera"]


def test_a_page_of_a_future_value_shows_todays(as_anna: Client, r5: Product, anna: User) -> None:
    tomorrow = datetime.now().astimezone().date() + timedelta(days=2)
    PointValueFactory.create(product=r5, points=999, from_on=tomorrow)
    assert "EOS R5 · 310 points" in text_of(as_anna.get("/products/register/"))
