"""Texts that staff write in every language, as fields beside each other instead of raw JSON."""

from typing import Any

from django import forms
from django.conf import settings
from django.db import models
from django.http import HttpRequest
from unfold.widgets import UnfoldAdminTextInputWidget

LANGUAGES = {code.split("-")[0]: name for code, name in settings.LANGUAGES}


class TextsWidget(forms.MultiWidget):
    """One field a language, each with its name."""

    def __init__(self, widget: type[forms.Widget]) -> None:
        super().__init__(
            {
                code: widget(attrs={"aria-label": name, "placeholder": name})
                for code, name in LANGUAGES.items()
            }
        )

    def decompress(self, value: Any) -> list[str]:
        return [(value or {}).get(code, "") for code in LANGUAGES]


class TextsField(forms.MultiValueField):
    """Texts by language as fields of their own instead of raw JSON."""

    def __init__(self, *, widget: type[forms.Widget], **kwargs: Any) -> None:
        fields = [forms.CharField(required=False) for _code in LANGUAGES]
        super().__init__(
            fields, widget=TextsWidget(widget), required=False, require_all_fields=False, **kwargs
        )

    def compress(self, data_list: list[str]) -> dict[str, str]:
        return {code: text for code, text in zip(LANGUAGES, data_list, strict=False) if text}


class WithTexts:
    """Admin pages whose JSON fields hold texts by language."""

    texts_widget: type[forms.Widget] = UnfoldAdminTextInputWidget

    def formfield_for_dbfield(
        self, db_field: "models.Field[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> Any:
        if isinstance(db_field, models.JSONField):
            return TextsField(label=db_field.verbose_name, widget=self.texts_widget)
        return super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]
