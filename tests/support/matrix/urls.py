"""Every address that the portal answers to, as the resolver knows it."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver


@dataclass(frozen=True)
class Url:
    """A named address with the names of what stands in it."""

    name: str
    route: str
    arguments: tuple[str, ...]

    @property
    def is_for_staff(self) -> bool:
        return self.route.startswith(("admin/", "staff/"))


def every_url() -> list[Url]:
    return list(_below(get_resolver(), "", "", ()))


def _below(resolver: URLResolver, space: str, before: str, held: tuple[str, ...]) -> Iterator[Url]:
    for one in resolver.url_patterns:
        route = before + str(one.pattern)
        arguments = held + (tuple(one.pattern.converters) or tuple(one.pattern.regex.groupindex))
        if isinstance(one, URLResolver):
            within = f"{space}{one.namespace}:" if one.namespace else space
            yield from _below(one, within, route, arguments)
        elif isinstance(one, URLPattern) and one.name:
            yield Url(f"{space}{one.name}", route, arguments)
