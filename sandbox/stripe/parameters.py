"""Reads form-encoded parameters as Stripe does, and refuses those that a call does not know."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any
from urllib.parse import parse_qsl

from sandbox.stripe.refusals import Fields, Malformed

MOST_METADATA_KEYS = 50
LONGEST_METADATA_KEY = 40
LONGEST_METADATA_VALUE = 500


class Kind(Enum):
    TEXT = auto()
    INTEGER = auto()
    BOOLEAN = auto()
    EMAIL = auto()
    URL = auto()
    TEXTS = auto()
    METADATA = auto()
    FIELDS = auto()
    MOMENT = auto()  # a time, or a range with gt, gte, lt, lte
    RETIRED = auto()  # known to older API versions, refused by name


@dataclass(frozen=True)
class Parameter:
    kind: Kind = Kind.TEXT
    required: bool = False
    choices: tuple[str, ...] = ()
    longest: int = 5000
    fields: Mapping[str, "Parameter"] = field(default_factory=dict)


Schema = Mapping[str, Parameter]
RANGE: Schema = {name: Parameter(Kind.INTEGER) for name in ("gt", "gte", "lt", "lte")}


def read(encoded: str, schema: Schema) -> Fields:
    """Return the typed parameters, or raise Malformed for the first thing that Stripe would refuse."""
    tree = _tree(encoded)
    if unknown := _unknown(tree, schema, ""):
        word = "parameter" if len(unknown) == 1 else "parameters"
        raise Malformed(
            f"Received unknown {word}: {', '.join(unknown)}", code="parameter_unknown", param=unknown[0]
        )
    return _typed(tree, schema, "")


def _tree(encoded: str) -> Fields:
    tree: Fields = {}
    for key, value in parse_qsl(encoded, keep_blank_values=True):
        first, *rest = re.findall(r"[^\[\]]+|(?<=\[)(?=\])", key) or [key]
        place, names = tree, [first, *rest]
        for name in names[:-1]:
            inner = place.setdefault(name, {})
            if not isinstance(inner, dict):
                raise Malformed(f"Invalid object: {key}", param=key)
            place = inner
        last = names[-1] or str(len(place))
        place[last] = value
    return tree


def _path(outer: str, name: str) -> str:
    return f"{outer}[{name}]" if outer else name


def _unknown(tree: Fields, schema: Schema, outer: str) -> list[str]:
    found: list[str] = []
    for name, value in tree.items():
        known = schema.get(name)
        if known is None:
            found.append(_path(outer, name))
        elif known.kind is Kind.FIELDS and isinstance(value, dict):
            found += _unknown(value, known.fields, _path(outer, name))
        elif known.kind is Kind.MOMENT and isinstance(value, dict):
            found += _unknown(value, RANGE, _path(outer, name))
    return found


def _typed(tree: Fields, schema: Schema, outer: str) -> Fields:
    values: Fields = {}
    for name, parameter in schema.items():
        path = _path(outer, name)
        if name not in tree:
            if parameter.required:
                raise Malformed(f"Missing required param: {path}.", code="parameter_missing", param=path)
            continue
        values[name] = _value(tree[name], parameter, path)
    return values


def _value(raw: Any, parameter: Parameter, path: str) -> Any:
    if parameter.kind is Kind.RETIRED:
        raise Malformed(
            f"`{path}` is no longer supported on this API version.",
            code=f"{path}_no_longer_supported",
            param=path,
        )
    if parameter.kind in _NESTED:
        return _nested(raw, parameter, path)
    if isinstance(raw, dict):
        raise Malformed(f"Invalid string: {raw}", param=path)
    if raw == "":
        if parameter.required:
            message = f"You passed an empty string for '{path}', which cannot be unset."
            raise Malformed(message, code="parameter_invalid_empty", param=path)
        return None
    return _scalar(str(raw), parameter, path)


_NESTED = {Kind.FIELDS, Kind.TEXTS, Kind.METADATA, Kind.MOMENT}


def _nested(raw: Any, parameter: Parameter, path: str) -> Any:
    if parameter.kind is Kind.MOMENT and not isinstance(raw, dict):
        moment = _integer(raw, path)
        return {"gte": moment, "lte": moment}
    if raw == "":
        return {} if parameter.kind is Kind.METADATA else None
    if not isinstance(raw, dict):
        word = "array" if parameter.kind is Kind.TEXTS else "object"
        raise Malformed(f"Invalid {word}", param=path)
    if parameter.kind is Kind.TEXTS:
        return [_scalar(str(raw[key]), parameter, path) for key in sorted(raw, key=_place)]
    if parameter.kind is Kind.METADATA:
        return _metadata(raw, path)
    return _typed(raw, RANGE if parameter.kind is Kind.MOMENT else parameter.fields, path)


def _place(key: str) -> int:
    return int(key) if key.isdigit() else 0


def _scalar(raw: str, parameter: Parameter, path: str) -> Any:
    if parameter.kind is Kind.INTEGER:
        return _integer(raw, path)
    if parameter.kind is Kind.BOOLEAN:
        if raw not in ("true", "false"):
            raise Malformed(f"Invalid boolean: {raw}", param=path)
        return raw == "true"
    if parameter.kind is Kind.EMAIL and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", raw):
        raise Malformed(f"Invalid email address: {raw}", code="email_invalid", param=path)
    if parameter.kind is Kind.URL and not re.match(r"https?://[^/\s]", raw):
        raise Malformed("Not a valid URL", code="url_invalid", param=path)
    if parameter.choices and raw not in parameter.choices:
        *most, last = parameter.choices
        wanted = f"{', '.join(most)} or {last}" if most else last
        raise Malformed(f"Invalid {path}: must be one of {wanted}", param=path)
    if len(raw) > parameter.longest:
        message = f"Invalid string: {raw[:10]}...; must be at most {parameter.longest} characters"
        raise Malformed(message, code="parameter_invalid_string_too_long", param=path)
    return raw


def _integer(raw: str, path: str) -> int:
    if not re.fullmatch(r"-?[0-9]{1,15}", raw):
        raise Malformed(f"Invalid integer: {raw}", code="parameter_invalid_integer", param=path)
    return int(raw)


def _metadata(raw: Fields, path: str) -> dict[str, str]:
    if len(raw) > MOST_METADATA_KEYS:
        raise Malformed(f"You can specify up to {MOST_METADATA_KEYS} metadata keys.", param=path)
    for name, value in raw.items():
        if not isinstance(value, str):
            raise Malformed("Metadata values must be strings.", param=_path(path, name))
        if len(name) > LONGEST_METADATA_KEY or len(value) > LONGEST_METADATA_VALUE:
            message = "Metadata keys can have up to 40 characters and values up to 500 characters."
            raise Malformed(message, param=_path(path, name))
    return {name: value for name, value in raw.items() if value}
