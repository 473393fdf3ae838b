"""What agents type: in each round one question of every kind about invented companies, the same at every run."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from bench import fake_companies, scale_tables
from cps_portal.lib.text_folding import folded

FIRST = 1001  # The first key that seed_scale gives.


@dataclass(frozen=True)
class Question:
    kind: str
    text: str
    # The company that is meant; none where so many answer that no twenty of them are better than others.
    company: int | None = None


def questions(companies: int, rounds: int) -> Iterator[Question]:
    drawn = random.Random(companies)
    for _round in range(rounds):
        yield from _of_numbers(drawn, companies)
        yield from _of_names(drawn, companies)
        yield Question("nobody: number", str(drawn.randrange(100_000_000, 190_000_000)))
        yield Question("nobody: name", "".join(drawn.choices("bcdfghjklmnpqrstvwxz", k=9)) + " Foto")


def pages(companies: int, rounds: int) -> Iterator[Question]:
    """Draw what a search by parts of a text answers, too, and the look-up with a page of answers."""
    drawn = random.Random(companies)
    for _round in range(rounds):
        member = _ten(drawn, companies) + drawn.randrange(6)
        number, trade = scale_tables.membership_number(member), drawn.choice(fake_companies.TRADES[:12])
        longest = max(fake_companies.company_name(member).split(), key=len)
        yield Question("name, a common word", trade)
        yield Question("name, a rare word", longest)
        yield Question("number, a digit wrong", _with_a_digit_wrong(drawn, number))
        yield Question("nobody", "".join(drawn.choices("bcdfghjklmnpqrstvwxz", k=9)))
        yield Question("e-mail (leads on)", scale_tables.email(member))
        yield Question("number (leads on)", number)


def _of_numbers(drawn: random.Random, companies: int) -> Iterator[Question]:
    member, former, company = (
        _ten(drawn, companies) + last for last in (drawn.randrange(6), 9, drawn.randrange(10))
    )
    number = scale_tables.membership_number(member)
    yield Question("number", number, member)
    yield Question("number in groups", f"{number[:3]} {number[3:6]}-{number[6:]}", member)
    yield Question("number, old", scale_tables.membership_number(former), former)
    yield Question("number, a digit wrong", _with_a_digit_wrong(drawn, number), member)
    yield Question(
        "serial number", scale_tables.serial(company, drawn.randrange(scale_tables.PIECES)), company
    )
    yield Question("e-mail", scale_tables.email(company), company)
    yield Question("VAT number", scale_tables.vat_number(company), company)
    yield Question("registration number", scale_tables.registration_number(company), company)
    yield Question("invoice number", scale_tables.invoice_number(2 * member), member)
    yield Question("payment reference", scale_tables.payment_reference(2 * member).lower(), member)


def _of_names(drawn: random.Random, companies: int) -> Iterator[Question]:
    company = _ten(drawn, companies) + drawn.randrange(10)
    name = fake_companies.company_name(company)
    words = name.split()
    longest = max(words, key=len)
    yield Question("name", name, company)
    yield Question("name, last words first", " ".join(reversed(words)), company)
    yield Question("name, folded", folded(name), company)
    yield Question("name, begun", f"{folded(words[0])} {folded(longest)[:5]}", company)
    yield Question(
        "name, a letter wrong", name.replace(longest, _with_a_letter_wrong(drawn, longest)), company
    )
    yield Question(
        "name, one common word", drawn.choice(("foto", "gmbh", "studio", "sarl", "media", "berlin"))
    )
    yield Question(
        "name, two common words", drawn.choice(("foto gmbh", "sia foto", "ltd london", "köln sia", "oy roma"))
    )
    yield Question("name, three letters", folded(longest)[:3])


def _ten(drawn: random.Random, companies: int) -> int:
    return 10 * drawn.randrange(FIRST // 10 + 1, (FIRST + companies) // 10)


def _with_a_digit_wrong(drawn: random.Random, number: str) -> str:
    place = drawn.randrange(1, len(number))
    return number[:place] + str((int(number[place]) + drawn.randrange(1, 10)) % 10) + number[place + 1 :]


def _with_a_letter_wrong(drawn: random.Random, word: str) -> str:
    """Leave a letter out, put one too much, take another for it, or exchange two."""
    place = drawn.randrange(1, max(len(word) - 1, 2))
    before, letter, after = word[:place], word[place : place + 1], word[place + 1 :]
    return drawn.choice(
        (
            before + after,
            before + letter * 2 + after,
            before + "q" + after,
            before + after[:1] + letter + after[1:],
        )
    )
