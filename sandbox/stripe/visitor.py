"""A person at the hosted pages, for tests that need a saved card without a browser."""

from http.client import HTTPConnection
from urllib.parse import urlencode, urlsplit


class Visitor:
    """Posts the forms as a browser would; each visit returns the address it was sent to, "" if none."""

    def type_card(self, page: str, number: str, expiry: str = "12/34", cvc: str = "123") -> str:
        typed = {"number": number, "expiry": expiry, "cvc": cvc, "action": "save"}
        return self._post(page, typed)

    def cancel(self, page: str) -> str:
        return self._post(page, {"action": "cancel"})

    def approve(self, page: str) -> str:
        return self._post(page, {"action": "approve"})

    def refuse(self, page: str) -> str:
        return self._post(page, {"action": "refuse"})

    def save_card(self, page: str, number: str = "4242424242424242", cvc: str = "123") -> str:
        """Save a card at a Checkout page, approving 3-D Secure when asked; return the success address."""
        gone_to = self.type_card(page, number, cvc=cvc)
        return self.approve(gone_to) if gone_to.endswith("/authenticate") else gone_to

    def _post(self, page: str, typed: dict[str, str]) -> str:
        parts = urlsplit(page)
        line = HTTPConnection(str(parts.hostname), parts.port, timeout=20)
        try:
            target = parts.path + (f"?{parts.query}" if parts.query else "")
            headers = {"Content-Type": "application/x-www-form-urlencoded"}
            line.request("POST", target, urlencode(typed), headers)
            with line.getresponse() as response:
                response.read()
                location = response.getheader("Location") or ""
        finally:
            line.close()
        return location if not location.startswith("/") else f"{parts.scheme}://{parts.netloc}{location}"
