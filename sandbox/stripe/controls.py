"""The endpoints under /sandbox/ that set faults, webhooks and the clock from outside the process."""

from dataclasses import asdict
from typing import Any

from sandbox.peer import Answer, Request, json_answer
from sandbox.stripe.cards import CARDS
from sandbox.stripe.faults import FaultKind, Faults
from sandbox.stripe.store import Store
from sandbox.stripe.texts import ENGLISH
from sandbox.stripe.webhooks import Webhooks


class Controls:
    def __init__(self, store: Store, faults: Faults, webhooks: Webhooks) -> None:
        self._store = store
        self._faults = faults
        self._webhooks = webhooks

    def answer(self, request: Request) -> Answer:
        try:
            given = request.json()
            if not isinstance(given, dict):
                raise TypeError("The body must be a JSON object.")
            return self._answer(request, given)
        except (TypeError, ValueError) as error:
            return json_answer({"error": str(error)}, 400)

    def _answer(self, request: Request, given: dict[str, Any]) -> Answer:
        match request.path:
            case "/sandbox/faults":
                return self._change_faults(request.method, given)
            case "/sandbox/webhooks":
                return self._change_webhooks(given)
            case "/sandbox/clock":
                self._store.advance(int(given.get("advance", 0)))
                return json_answer({"now": self._store.now()})
            case "/sandbox/cards":
                return json_answer([asdict(card) | {"text": ENGLISH[card.text]} for card in CARDS])
        return json_answer({"error": f"There is no {request.path}."}, 404)

    def _change_faults(self, method: str, given: dict[str, Any]) -> Answer:
        if method == "DELETE":
            self._faults.clear()
        elif method == "POST":
            kind = given.get("kind")
            if kind not in list(FaultKind):
                raise ValueError(f"kind must be one of {', '.join(FaultKind)}.")
            extra = {name: given[name] for name in ("on", "times", "seconds") if name in given}
            self._faults.add(FaultKind(kind), **extra)
        return json_answer({"faults": self._faults.show()})

    def _change_webhooks(self, given: dict[str, Any]) -> Answer:
        if "copies" in given:
            self._webhooks.copies = max(1, int(given["copies"]))
        if "held" in given:
            (self._webhooks.hold if given["held"] else self._webhooks.release)()
        sent = [str(event) for event in given.get("send", [])]
        if unknown := [event for event in sent if self._store.find("event", event) is None]:
            raise ValueError(f"There is no event {unknown[0]}.")
        return json_answer({"statuses": self._webhooks.send(*sent), "pending": self._webhooks.pending()})
