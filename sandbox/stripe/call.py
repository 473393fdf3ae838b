"""One API call under way: what was asked, and how its effects and answer are written."""

from dataclasses import dataclass, field

from sandbox.stripe.refusals import Fields, Malformed, invalid
from sandbox.stripe.store import Store, new_id

API_VERSION = "2026-10-28.endive"
EXPANDABLE = {
    "charge": "charge",
    "customer": "customer",
    "latest_charge": "charge",
    "payment_intent": "payment_intent",
    "payment_method": "payment_method",
    "setup_intent": "setup_intent",
}
DEEPEST_EXPANSION = 4
PAGE_DEFAULT, PAGE_LARGEST = 10, 100


@dataclass
class Call:
    store: Store
    base_url: str
    params: Fields = field(default_factory=dict)
    ids: tuple[str, ...] = ()
    request_id: str | None = None
    idempotency_key: str | None = None
    queue_events: bool = False

    def record(self, type: str, fields: Fields) -> None:
        """Write an event with the object as it is now, to be delivered once this call is kept."""
        event: Fields = {
            "id": new_id("evt"),
            "object": "event",
            "api_version": API_VERSION,
            "created": self.store.now(),
            "data": {"object": self.present(fields)},
            "livemode": False,
            "pending_webhooks": 1 if self.queue_events else 0,
            "request": {"id": self.request_id, "idempotency_key": self.idempotency_key},
            "type": type,
        }
        self.store.add(event)
        if self.queue_events:
            self.store.queue(event["id"])

    def present(self, fields: Fields) -> Fields:
        """Return the object as Stripe shows it: without our own notes, with its addresses made whole."""
        shown = {name: value for name, value in fields.items() if not name.startswith("_")}
        if fields["object"] == "checkout.session" and fields["url"]:
            shown["url"] = f"{self.base_url}{fields['url']}"
        if fields.get("next_action"):
            shown["next_action"] = _whole(fields["next_action"], self.base_url)
        return shown

    def answer(self, fields: Fields) -> Fields:
        """Return the object as this call asked for it, expansions included."""
        shown = self.present(fields)
        for path in self.params.get("expand") or []:
            self._expand(shown, path.split("."), path)
        return shown

    def page(self, found: list[Fields], url: str) -> Fields:
        """Return one page of a list that is ordered newest first."""
        chosen, more = self._slice(_created_within(found, self.params.get("created")))
        shown = [self.present(fields) for fields in chosen]
        for path in self.params.get("expand") or []:
            first, *rest = path.split(".")
            if first != "data" or not rest:
                raise _not_expandable(path)
            for fields in shown:
                self._expand(fields, rest, path)
        return {"object": "list", "data": shown, "has_more": more, "url": url}

    def _slice(self, found: list[Fields]) -> tuple[list[Fields], bool]:
        limit = self.params.get("limit") or PAGE_DEFAULT
        if not 1 <= limit <= PAGE_LARGEST:
            raise Malformed(f"This value must be between 1 and {PAGE_LARGEST}.", param="limit")
        if after := self.params.get("starting_after"):
            found = found[_place(found, after, "starting_after") + 1 :]
        if before := self.params.get("ending_before"):
            found = found[: _place(found, before, "ending_before")]
            return found[-limit:], len(found) > limit
        return found[:limit], len(found) > limit

    def _expand(self, shown: Fields, names: list[str], path: str) -> None:
        name, *rest = names
        if name not in EXPANDABLE or name not in shown or len(names) > DEEPEST_EXPANSION:
            raise _not_expandable(path)
        if shown[name] is None:
            return
        if isinstance(shown[name], str):
            shown[name] = self.present(self.store.get(EXPANDABLE[name], shown[name]))
        if rest:
            self._expand(shown[name], rest, path)


def _whole(action: Fields, base_url: str) -> Fields:
    if "redirect_to_url" not in action:
        return action
    target = action["redirect_to_url"]
    return action | {"redirect_to_url": target | {"url": f"{base_url}{target['url']}"}}


def _not_expandable(path: str) -> Malformed:
    return Malformed(f"This property cannot be expanded ({path}).", param="expand")


def _place(found: list[Fields], id: str, param: str) -> int:
    for place, fields in enumerate(found):
        if fields["id"] == id:
            return place
    raise invalid(f"No such object: '{id}'", code="resource_missing", param=param)


def _created_within(found: list[Fields], bounds: Fields | None) -> list[Fields]:
    limits = bounds or {}
    lowest = max(limits.get("gte") or 0, (limits.get("gt") or -1) + 1)
    highest = min(limits.get("lte") or 10**15, (limits.get("lt") or 10**15 + 1) - 1)
    return [fields for fields in found if lowest <= fields["created"] <= highest]
