"""How the staff pages look and what frames them; unfold, the library behind them, reads it from the settings."""

from django.templatetags.static import static
from django.utils.translation import gettext_lazy as _

UNFOLD = {
    "SITE_TITLE": _("CPS staff"),
    "SITE_HEADER": _("CPS staff"),
    "SITE_SYMBOL": "photo_camera",
    "SITE_FAVICONS": [
        {"rel": "icon", "type": "image/svg+xml", "href": lambda request: static("img/favicon.svg")}
    ],
    "SHOW_LANGUAGES": True,
    "SHOW_HISTORY": True,
    "SHOW_VIEW_ON_SITE": False,
    "STYLES": [lambda request: static("css/staff.css")],
    "DASHBOARD_CALLBACK": "support.reporting.dashboard.overview",
    "SIDEBAR": {"show_search": False, "navigation": "cps_portal.navigation.sidebar"},
    "COLORS": {
        # Neutral greys and the portal's one blue, instead of unfold's bluish ones and its purple.
        "base": {
            "50": "#fafaf8",
            "100": "#f6f6f3",
            "200": "#e4e4df",
            "300": "#d0d0ca",
            "400": "#a9a9a4",
            "500": "#6e6e6a",
            "600": "#5a5a57",
            "700": "#43433f",
            "800": "#2a2a27",
            "900": "#181816",
            "950": "#101010",
        },
        "primary": {
            "50": "#eef3fd",
            "100": "#d9e6fc",
            "200": "#b7d0fa",
            "300": "#8ab4f8",
            "400": "#6ea3f6",
            "500": "#8ab4f8",
            "600": "#0b57d0",
            "700": "#0a4cb8",
            "800": "#093f98",
            "900": "#07327a",
            "950": "#041d48",
        },
    },
}
