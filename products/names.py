"""Model names as people and old files write them, folded to one way of writing."""

import re
import unicodedata

# What a seller adds to a name without meaning another model.
EXTRAS = re.compile(r"\s*(?:\((?:body|body only|kit)\)|\b(?:body only|body|kit))\s*$")
BRAND = re.compile(r"^canon\s+")
APERTURE = re.compile(r"f/\s*(?=\d)")
MARK = re.compile(r"(?<=[a-z0-9\s])mk\.?\s*(?=i{1,3}v?\b|iv\b|v\b)")
# A point or a hyphen between two digits tells models apart (F1.4, 24-105mm); any other is decoration.
DECORATION = re.compile(r"(?<!\d)[^\w]|[^\w](?!\d)|[^\w.\-]|_")


def folded(name: str) -> str:
    """Return the name in lower case without brand, “kit”, “(body)”, spaces and decoration.

    Two names with the same folding mean the same model; nothing that could mean two models is dropped.
    """
    text = unicodedata.normalize("NFKC", name).replace("–", "-").casefold().strip()
    text = BRAND.sub("", text)
    while (shorter := EXTRAS.sub("", text)) != text:
        text = shorter
    text = MARK.sub("mark ", APERTURE.sub("f", text))
    return DECORATION.sub("", text)
