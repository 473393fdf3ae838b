"""Names of invented companies as a clientele has them: few words that many share, many that few do.

Every draw is from the company's key alone. The chance of a word is in proportion to 1/rank, as in real names (Zipf):
every seventh company is a “Foto”, and most words belong to one company alone.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b

COUNTRIES = (
    *(("DE",) * 6 + ("FR",) * 5 + ("GB",) * 4 + ("IT",) * 3),
    *("ES", "NL", "PL", "SE", "LV", "LT", "FI", "CZ"),
)
TRADES = (
    *("Foto", "Studio", "Photography", "Media", "Film", "Fotografie", "Photo", "Fotostudio", "Video", "Bild"),
    *("Production", "Wedding", "Press", "Pictures", "Visual", "Images", "Reklāma", "Produktion", "Light"),
    *("Portrait", "Werbung", "Camera", "Hochzeitsfotografie", "Events", "Drone", "Agentur", "Sport", "Lens"),
    *("Natur", "Archiv", "Design", "Art", "Kolektīvs", "Mariage", "Ślubna", "Bröllop", "Nozze", "Bodas"),
)
SOUNDS = (
    *("be", "kal", "mī", "ra", "lū", "sto", "ža", "vē", "nor", "čer", "dal", "šu", "ķe", "pa", "tri", "går"),
    *(
        "wal",
        "mü",
        "schä",
        "łu",
        "dę",
        "ño",
        "rou",
        "fé",
        "gia",
        "van",
        "hö",
        "jär",
        "køb",
        "zim",
        "le",
        "gro",
    ),
)
SURNAMES, BRANDS = 150_000, 400_000


@dataclass(frozen=True)
class Tongue:
    """What names of one country are made of; a form is where the law puts it."""

    form: str
    endings: tuple[str, ...]
    first_names: tuple[str, ...]
    towns: tuple[str, ...]


TONGUES = {
    "DE": Tongue(
        "{} GmbH",
        ("mann", "berg", "ner", "bauer", "hofer", "ß"),
        ("Jürgen", "Anna", "Thomas", "Käthe", "Stefan", "Jana"),
        ("Berlin", "Köln", "München", "Hamburg", "Leipzig", "Düsseldorf", "Gießen"),
    ),
    "FR": Tongue(
        "{} SARL",
        ("ier", "eau", "on", "et", "aud", "ville"),
        ("François", "Chloé", "Élodie", "Jean", "Luc", "Zoé"),
        ("Paris", "Lyon", "Marseille", "Nîmes", "Besançon", "Lille"),
    ),
    "GB": Tongue(
        "{} Ltd",
        ("son", "ton", "ley", "ford", "worth", "s"),
        ("John", "Emma", "Oliver", "Siân", "Harry", "Amelia"),
        ("London", "Leeds", "Bristol", "Glasgow", "Cardiff", "York"),
    ),
    "IT": Tongue(
        "{} S.r.l.",
        ("ini", "etti", "ucci", "ano", "ella", "i"),
        ("Luca", "Giulia", "Niccolò", "Chiara", "Marco", "Elena"),
        ("Roma", "Torino", "Milano", "Forlì", "Napoli", "Cantù"),
    ),
    "ES": Tongue(
        "{} S.L.",
        ("ez", "ero", "ado", "ín"),
        ("José", "Lucía", "Íñigo", "Marta"),
        ("Madrid", "Málaga", "A Coruña", "León"),
    ),
    "NL": Tongue(
        "{} B.V.",
        ("sma", "stra", "huis", "sen"),
        ("Daan", "Zoë", "Sjoerd", "Lotte"),
        ("Utrecht", "Amsterdam", "Groningen", "Delft"),
    ),
    "PL": Tongue(
        "{} Sp. z o.o.",
        ("ski", "ska", "wicz", "czyk"),
        ("Paweł", "Małgorzata", "Łukasz", "Zofia"),
        ("Kraków", "Łódź", "Warszawa", "Gdańsk"),
    ),
    "SE": Tongue(
        "{} AB",
        ("sson", "ström", "kvist", "lund"),
        ("Åsa", "Björn", "Erik", "Saga"),
        ("Göteborg", "Malmö", "Umeå", "Lund"),
    ),
    "LV": Tongue(
        "SIA {}",
        ("iņš", "iņa", "ns", "sons", "ītis", "e"),
        ("Jānis", "Anna", "Pēteris", "Ilze", "Kārlis", "Līga"),
        ("Rīga", "Liepāja", "Cēsis", "Jūrmala", "Daugavpils", "Kuldīga"),
    ),
    "LT": Tongue(
        "UAB {}",
        ("aitis", "ienė", "auskas", "ius"),
        ("Jonas", "Rūta", "Žygimantas", "Eglė"),
        ("Vilnius", "Kaunas", "Klaipėda", "Šiauliai"),
    ),
    "FI": Tongue(
        "{} Oy",
        ("nen", "lä", "niemi", "ranta"),
        ("Väinö", "Aino", "Päivi", "Juha"),
        ("Helsinki", "Jyväskylä", "Turku", "Oulu"),
    ),
    "CZ": Tongue(
        "{} s.r.o.",
        ("ová", "ský", "ek", "áček"),
        ("Jiří", "Tereza", "Ondřej", "Zdeňka"),
        ("Brno", "Praha", "Plzeň", "Ústí"),
    ),
}


def country(pk: int) -> str:
    return COUNTRIES[_draws(pk)[0] % len(COUNTRIES)]


def town(pk: int) -> str:
    return _of(TONGUES[country(pk)].towns, _draws(pk)[1])


def company_name(pk: int) -> str:
    """Return the name in one of six patterns; a third are people without a legal form."""
    draws = _draws(pk)
    tongue = TONGUES[country(pk)]
    trade, surname = TRADES[_rank(draws[2], len(TRADES))], _surname(tongue, draws[3])
    first, brand = _of(tongue.first_names, draws[4]), _brand(draws[5])
    patterns = (
        f"{trade} {surname}",
        f"{surname} {trade}",
        f"{first} {surname} {trade}",
        f"{brand} {trade}",
        f"{trade} {town(pk)}" if draws[5] % 3 else brand,
        f"{surname} & {_surname(tongue, draws[4])}",
    )
    name = patterns[draws[6] % len(patterns)]
    return name if draws[7] % 3 == 0 else tongue.form.format(name)


@lru_cache(maxsize=1)
def _draws(pk: int) -> Sequence[int]:
    digest = blake2b(pk.to_bytes(8), digest_size=32).digest()
    return [int.from_bytes(digest[place : place + 4]) for place in range(0, 32, 4)]


def _of(choices: Sequence[str], draw: int) -> str:
    return choices[_rank(draw, len(choices))]


def _rank(draw: int, size: int) -> int:
    """Turn an even draw into a rank below the size, with a chance in proportion to 1/(rank + 1)."""
    return int((size + 1) ** (draw / 2**32)) - 1


def _surname(tongue: Tongue, draw: int) -> str:
    rank = _rank(draw, SURNAMES)
    return (
        "".join(_sounds(rank // len(tongue.endings))) + tongue.endings[rank % len(tongue.endings)]
    ).capitalize()


def _brand(draw: int) -> str:
    return "".join(_sounds(_rank(draw, BRANDS) * 7)).capitalize()


def _sounds(number: int) -> Iterator[str]:
    """Spell a number with at least two sounds, neighbours apart."""
    number += len(SOUNDS)
    while number:
        number, sound = divmod(number, len(SOUNDS))
        yield SOUNDS[(sound * 11 + number) % len(SOUNDS)]
