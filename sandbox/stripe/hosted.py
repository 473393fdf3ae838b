"""What happens on the hosted pages: a card is typed, confirmed with the bank, refused or given up."""

import re
from contextlib import suppress
from datetime import UTC, datetime
from urllib.parse import urlencode

from sandbox.peer import Answer, Request, redirect
from sandbox.stripe import checkout_sessions, payment_intents, setup_intents
from sandbox.stripe.call import Call
from sandbox.stripe.cards import BY_NUMBER, NOT_A_TEST_CARD, Card, Decline, passes_luhn
from sandbox.stripe.pages import STYLE, CardForm, card_page, challenge_page, index, notice
from sandbox.stripe.refusals import Fields, Refusal
from sandbox.stripe.texts import language


def answer(call: Call, request: Request) -> Answer:
    """Answer one request to a page; the caller holds the transaction."""
    browser = request.headers.get("Accept-Language", "")
    if request.path == "/":
        return index(language(None, browser))
    if request.path == "/sandbox/style.css":
        return Answer(200, STYLE, "text/css; charset=utf-8")
    if found := re.fullmatch(r"/c/authenticate/([^/]+)", request.path):
        return _payment_challenge(call, request, found[1], browser)
    found = re.fullmatch(r"/c/pay/([^/]+)(/authenticate)?", request.path)
    session = checkout_sessions.find(call.store, found[1]) if found else None
    if found is None or session is None:
        return notice(language(None, browser), "unknown", "unknown_intro", None, 404)
    speech = language(session["locale"], browser)
    if session["status"] == "complete":
        success = checkout_sessions.success_address(session)
        return redirect(success) if request.method == "POST" else notice(speech, "complete", "", success, 200)
    if session["status"] == "expired":
        return notice(speech, "expired", "expired_intro", session["cancel_url"], 410)
    if found[2]:
        return _setup_challenge(call, request, session, speech)
    return _card(call, request, session, speech)


# --- the card page --------------------------------------------------------------------------------


def _card(call: Call, request: Request, session: Fields, speech: str) -> Answer:
    may_cancel = session["cancel_url"] is not None
    if request.method != "POST":
        return card_page(speech, CardForm(refusal=_last_refusal(call, session)), may_cancel)
    typed = request.form
    if typed.get("action") == "cancel" and may_cancel:
        return redirect(session["cancel_url"])
    number, expiry, cvc = (typed.get(name, "").strip() for name in ("number", "expiry", "cvc"))
    form = CardForm(number, expiry, cvc)
    return _try_card(call, session, form, speech) or card_page(speech, form, may_cancel)


def _last_refusal(call: Call, session: Fields) -> str:
    error = call.store.get("setup_intent", session["setup_intent"])["last_setup_error"]
    failed_with_bank = error is not None and error["code"] == setup_intents.NOT_AUTHENTICATED.code
    return error["code"] if failed_with_bank else ""


def _try_card(call: Call, session: Fields, form: CardForm, speech: str) -> Answer | None:
    """Try what was typed: return where to go next, or None with the form telling what is wrong."""
    number = re.sub(r"[\s-]", "", form.number)
    month, year = _expiry(form, call.store.now())
    _check_number(form, number)
    card = BY_NUMBER.get(number)
    _check_cvc(form, card)
    if form.errors:
        return None
    intent = call.store.get("setup_intent", session["setup_intent"])
    if card is None:
        setup_intents.fail(call, intent, NOT_A_TEST_CARD, None)
        form.refusal = _text_of(NOT_A_TEST_CARD)
        return None
    page = f"/c/pay/{session['id']}/authenticate"
    setup_intents.confirm_with_card(call, intent, card, month, year, page)
    if intent["status"] == "requires_action":
        return redirect(page)
    if intent["status"] == "succeeded":
        checkout_sessions.complete(call, session)
        return redirect(checkout_sessions.success_address(session))
    assert card.setup is not None
    form.refusal = _text_of(card.setup)
    return None


def _text_of(decline: Decline) -> str:
    return decline.decline_code or decline.code


def _check_number(form: CardForm, number: str) -> None:
    if not number:
        form.errors["number"] = "number_empty"
    elif not re.fullmatch(r"[0-9]{12,19}", number) or not passes_luhn(number):
        form.errors["number"] = "number_wrong"


def _check_cvc(form: CardForm, card: Card | None) -> None:
    digits = str(card.cvc_digits) if card else "3,4"
    if not re.fullmatch(rf"[0-9]{{{digits}}}", form.cvc):
        form.errors["cvc"] = "cvc_empty"


def _expiry(form: CardForm, now: int) -> tuple[int, int]:
    found = re.fullmatch(r"(0?[1-9]|1[0-2])\s*[/.-]?\s*(?:20)?([0-9]{2})", form.expiry)
    if found is None:
        form.errors["expiry"] = "expiry_empty"
        return 1, 2000
    month, year = int(found[1]), 2000 + int(found[2])
    today = datetime.fromtimestamp(now, UTC)
    if (year, month) < (today.year, today.month):
        form.errors["expiry"] = "expiry_past"
    return month, year


# --- 3-D Secure -----------------------------------------------------------------------------------


def _setup_challenge(call: Call, request: Request, session: Fields, speech: str) -> Answer:
    intent = call.store.get("setup_intent", session["setup_intent"])
    if intent["status"] != "requires_action":
        return redirect(f"/c/pay/{session['id']}")
    if request.method != "POST":
        return challenge_page(speech)
    method = call.store.get("payment_method", intent["payment_method"])
    if request.form.get("action") != "approve":
        setup_intents.fail(call, intent, setup_intents.NOT_AUTHENTICATED, method)
        return redirect(f"/c/pay/{session['id']}")
    setup_intents.decide(call, intent, method)
    if intent["status"] != "succeeded":
        return redirect(f"/c/pay/{session['id']}")
    checkout_sessions.complete(call, session)
    return redirect(checkout_sessions.success_address(session))


def _payment_challenge(call: Call, request: Request, id: str, browser: str) -> Answer:
    speech = language(None, browser)
    intent = call.store.find("payment_intent", id)
    secret = request.asked.get("payment_intent_client_secret", "")
    if intent is None or secret != intent["client_secret"]:
        return notice(speech, "unknown", "unknown_intro", None, 404)
    action = (intent["next_action"] or {}).get("redirect_to_url")
    if intent["status"] != "requires_action" or action is None:
        return notice(speech, "nothing_to_confirm", "", None, 409)
    if request.method != "POST":
        return challenge_page(speech)
    if request.form.get("action") == "approve":
        with suppress(Refusal):  # the bank may know the customer and still refuse: the intent tells
            payment_intents.charge(call, intent)
    else:
        payment_intents.refuse_authentication(call, intent)
    return redirect(_back_to_portal(intent, action["return_url"]))


def _back_to_portal(intent: Fields, return_url: str) -> str:
    told = {
        "payment_intent": intent["id"],
        "payment_intent_client_secret": intent["client_secret"],
        "redirect_status": "succeeded" if intent["status"] == "succeeded" else "failed",
    }
    return f"{return_url}{'&' if '?' in return_url else '?'}{urlencode(told)}"
