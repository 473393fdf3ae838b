"""Every address that the portal answers to, as the resolver knows it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.urls import URLPattern, URLResolver, get_resolver

from support.members.staff_actions import ACTS
from support.reporting.boards import BOARDS


@dataclass(frozen=True)
class Url:
    """A named address with the names of what stands in it; `chosen` is one of several doors behind the same address."""

    name: str
    route: str
    arguments: tuple[str, ...]
    chosen: tuple[tuple[str, str], ...] = ()

    @property
    def label(self) -> str:
        return self.name + "".join(f"[{value}]" for _name, value in self.chosen)

    @property
    def is_for_staff(self) -> bool:
        return self.route.startswith(("admin/", "staff/"))


def every_url() -> list[Url]:
    return [each for url in _below(get_resolver(), "", "", ()) for each in _each(url)]


def _each(url: Url) -> list[Url]:
    """Take the boards and the acts apart: each has a right of its own."""
    if url.name == "reporting:board":
        return [replace(url, chosen=(("code", board.code),)) for board in BOARDS]
    if url.name == "members:act":
        wanted = "thing" in url.arguments
        slugs = [slug for slug, act in ACTS.items() if (act.things is not None) == wanted]
        return [replace(url, chosen=(("slug", slug),)) for slug in slugs]
    return [url]


def _below(resolver: URLResolver, space: str, before: str, held: tuple[str, ...]) -> Iterator[Url]:
    for one in resolver.url_patterns:
        route = before + str(one.pattern)
        arguments = held + (tuple(one.pattern.converters) or tuple(one.pattern.regex.groupindex))
        if isinstance(one, URLResolver):
            within = f"{space}{one.namespace}:" if one.namespace else space
            yield from _below(one, within, route, arguments)
        elif isinstance(one, URLPattern) and one.name:
            yield Url(f"{space}{one.name}", route, arguments)
