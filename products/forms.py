import uuid
from collections.abc import Callable, Mapping
from datetime import date
from itertools import groupby
from typing import Any, TypeVar

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_countries import countries

from cps_portal.lib.errors import DomainError
from products import dates, serials
from products.actions import Details, SerialTaken
from products.models import Product, Registration, Transfer
from products.wording import points_said

Value = TypeVar("Value")
FIELDS_OF_DETAILS = ("serial", "purchased", "country", "dealer")


def _readable(read: Callable[[], Value]) -> Value:
    """Read what was typed, and put a refusal beside its field."""
    try:
        return read()
    except DomainError as error:
        raise forms.ValidationError(error.message) from error


class DetailsForm(forms.Form):
    """What the owner knows of a piece of gear; all of it may stay empty, and doubts are asked about once."""

    serial = forms.CharField(
        label=gettext_lazy("Serial number"),
        help_text=gettext_lazy(
            "On the bottom of a camera, on the mount or barrel of a lens, on the plate at the back of a printer."
        ),
        required=False,
        max_length=40,
    )
    purchased = forms.CharField(
        label=gettext_lazy("Purchase date"),
        help_text=gettext_lazy("As well as you remember: 19 September 2024, September 2024, or 2024."),
        required=False,
        max_length=40,
    )
    country = forms.ChoiceField(label=gettext_lazy("Country of purchase"), required=False)
    dealer = forms.CharField(
        label=gettext_lazy("Dealer"),
        help_text=gettext_lazy("Write “unknown” if you do not remember it."),
        required=False,
        max_length=120,
    )
    # What the person has looked at again and stands by: the very words that raised the doubts.
    sure_of = forms.CharField(required=False, widget=forms.HiddenInput, max_length=100)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.doubted = ""
        self.may_ask = False
        self.chosen: Product | None = None
        self.fields["country"].choices = [("", _("Choose a country")), *countries]  # type: ignore[attr-defined]

    def clean_serial(self) -> str:
        return _readable(lambda: serials.read(self.cleaned_data["serial"]))

    def clean_purchased(self) -> dates.PartialDate | None:
        return _readable(lambda: dates.read(self.cleaned_data["purchased"], today=self.today))

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        typed = " ".join([str(given.get("serial", "")), str(self.data.get("purchased", ""))]).strip()
        doubts = list(self._doubts(given)) if self.chosen else []
        if doubts and given.get("sure_of") != typed:
            self.doubted = typed
            for field, doubt in doubts:
                self.add_error(field, doubt)
        return given

    def _doubts(self, given: dict[str, Any]) -> list[tuple[str, str]]:
        product = self.chosen
        if product is None:
            return []
        serial, purchased = given.get("serial") or "", given.get("purchased")
        found = [("serial", doubt) for doubt in serials.doubts(serial, product.shape)] if serial else []
        if purchased and product.came_out_after(purchased.on):
            text = _("This model came out in %(year)s. Check the date.") % {"year": product.launch_year}
            found.append(("purchased", text))
        return found

    def refuse(self, error: DomainError) -> None:
        """Show an action's refusal beside the field that it is about, and offer the transfer where there is one."""
        self.may_ask = isinstance(error, SerialTaken) and error.may_be_asked_for
        field = self.fields.get(error.field or "")
        self.add_error(error.field if field and not field.widget.is_hidden else None, error.message)

    @property
    def details(self) -> Details:
        given = self.cleaned_data
        return Details(
            serial=given.get("serial", ""),
            purchased=given.get("purchased"),
            country=given.get("country", ""),
            dealer=given.get("dealer", ""),
        )


class ModelSelect(forms.Select):
    """The models by category; each option carries what the page shows once it is chosen."""

    facts: dict[str, dict[str, str]] = {}

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        option["attrs"] |= self.facts.get(str(value), {})
        return option


class ChooseModelForm(DetailsForm):
    """A piece of gear with its model."""

    product = forms.ChoiceField(
        label=gettext_lazy("Model"),
        widget=ModelSelect,
        error_messages={"required": gettext_lazy("Choose the model.")},
    )

    field_order = ["product", "serial", "purchased", "country", "dealer"]

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, today=today, **kwargs)
        models = list(Product.objects.registrable().with_points(on=today).with_hints())
        self.products = {str(product.pk): product for product in models}
        field = self.fields["product"]
        field.choices = [("", _("Choose a model")), *models_by_category(models)]  # type: ignore[attr-defined]
        field.widget.facts = {key: _facts(product) for key, product in self.products.items()}

    def clean_product(self) -> Product:
        self.chosen = self.products[self.cleaned_data["product"]]
        return self.chosen


class RegisterForm(ChooseModelForm):
    """A new piece of gear; only its model must be known."""

    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, initial: Mapping[str, str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, initial={"key": uuid.uuid4(), **(initial or {})}, **kwargs)

    def refuse(self, error: DomainError) -> None:
        super().refuse(error)
        if error.field == "key":
            # What was typed is kept, and saving it once more makes a registration of its own.
            self.data = {**self.data, "key": str(uuid.uuid4())}


class CorrectForm(ChooseModelForm):
    """What stands in a registration, to be put right; what is known cannot become unknown."""

    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, registration: Registration, **kwargs: Any) -> None:
        initial = {
            "product": registration.product_id,
            "serial": registration.serial,
            "purchased": registration.purchased.said if registration.purchased else "",
            "country": registration.country,
            "dealer": registration.dealer,
            "seen": registration.last_event,
        }
        super().__init__(*args, initial=initial, **kwargs)
        for name in FIELDS_OF_DETAILS:
            self.fields[name].required = name not in registration.missing


class FillInForm(DetailsForm):
    """What a registration still lacks."""

    def __init__(self, *args: Any, registration: Registration, today: date, **kwargs: Any) -> None:
        super().__init__(*args, today=today, **kwargs)
        self.chosen = registration.product
        for name in FIELDS_OF_DETAILS:
            if name not in registration.missing:
                del self.fields[name]

    def while_asking(self, claim: Transfer | None) -> None:
        """Leave the serial number out while it is asked for; one that has become free stands there already."""
        if claim and claim.is_open:
            self.fields.pop("serial", None)
        elif claim and claim.is_free and "serial" in self.fields:
            self.initial["serial"] = claim.serial


class EndForm(forms.Form):
    """Why a piece of gear is no longer there."""

    reason = forms.ChoiceField(
        label=gettext_lazy("What happened to it?"),
        choices=[(end.value, end.label) for end in Registration.REPORTED],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what happened to the product.")},
    )


def models_by_category(models: list[Product]) -> list[tuple[str, list[tuple[str, str]]]]:
    by_category = groupby(models, key=lambda product: product.category)
    return [
        (str(Product.Category(category).label), [(str(product.pk), _option(product)) for product in group])
        for category, group in by_category
    ]


def _option(product: Any) -> str:
    return f"{product.name} · {points_said(product.points_now)}"


def _facts(product: Any) -> dict[str, str]:
    return {"data-points": points_said(product.points_now), "data-shape": product.serial_shape}


class ReasonForm(forms.Form):
    """Why staff decide so; the company that asked reads it."""

    reason = forms.CharField(
        label=gettext_lazy("Reason, for the company that asked"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        error_messages={"required": gettext_lazy("Say why: the decision is kept with its reason.")},
    )


class CatalogueForm(forms.Form):
    """A catalogue as a CSV file."""

    file = forms.FileField(
        label=gettext_lazy("CSV file"), widget=forms.FileInput(attrs={"accept": ".csv,text/csv"})
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > settings.UPLOAD_MAX_BYTES:
            raise forms.ValidationError(_("The file is too large."))
        return file
