"""The words of companies' names, folded: what a look-up by name goes by. The database keeps both tables itself."""

from collections.abc import Sequence
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import TrigramDistance
from django.db import models

from accounts.models import Company

# Companies in whose names at least so many of the words stand, each in one of its spellings. However many names there
# are, the search takes the same: it follows only the words that fewest names have, and those not without end.
ALIKE = """
WITH spelt AS MATERIALIZED (
    SELECT term, word, 1500 / count(*) OVER (PARTITION BY term) AS most
    FROM unnest(%(terms)s::int[], %(words)s::text[]) AS given (term, word)
), rarest AS MATERIALIZED (
    SELECT term
    FROM spelt, LATERAL (
        SELECT count(*) AS names
        FROM (SELECT FROM lookup_nameword AS known WHERE known.word = spelt.word LIMIT most) AS first
    ) AS counted
    GROUP BY term ORDER BY sum(names), term LIMIT %(followed)s
), followed AS MATERIALIZED (
    SELECT DISTINCT first.company_id
    FROM spelt JOIN rarest USING (term), LATERAL (
        SELECT known.company_id FROM lookup_nameword AS known
        WHERE known.word = spelt.word ORDER BY known.total, known.company_id LIMIT most
    ) AS first
), met AS (
    SELECT followed.company_id, count(DISTINCT spelt.term) AS terms
    FROM followed JOIN lookup_nameword AS known USING (company_id) JOIN spelt USING (word)
    GROUP BY followed.company_id HAVING count(DISTINCT spelt.term) >= %(needed)s
    ORDER BY terms DESC, company_id LIMIT %(rows)s
)
SELECT company.* FROM met JOIN accounts_company AS company ON company.id = met.company_id
"""


def alike(spellings: Sequence[Sequence[str]], *, needed: int, rows: int) -> tuple[str, dict[str, object]]:
    """Build the question for companies in whose names at least so many of the words stand, however they are spelt."""
    given = [(term, word) for term, words in enumerate(spellings) for word in words]
    # So many of the words may be missing, so one of these is not.
    followed = len(spellings) - needed + 1
    terms, words = [term for term, _word in given], [word for _term, word in given]
    return ALIKE, {"terms": terms, "words": words, "followed": followed, "needed": needed, "rows": rows}


class Deletions(models.Func):
    """The database's list of a word's beginning and of what is left of it when one letter is left out."""

    function = "lookup_deletions"
    output_field = ArrayField(models.TextField())


class WordQuerySet(models.QuerySet["Word"]):
    def perhaps(self, word: str) -> tuple[Self, Self, Self]:
        """Words that go on where this one ends, words that hold it, and words near it: each through an index."""
        return self.filter(word__startswith=word), self.filter(word__contains=word), self.near(word)

    def near(self, word: str) -> Self:
        """Words that meet with this one where each loses a letter: all that a slip makes of it, and few others."""
        return self.alias(deletions=Deletions("word")).filter(
            deletions__overlap=Deletions(models.Value(word))
        )

    def alike(self, word: str) -> Self:
        """Words that hold most of its letters; the most alike first."""
        return self.filter(word__trigram_similar=word).order_by(TrigramDistance("word", word), "word")


class Word(models.Model):
    """A word that stands in the name of some company."""

    word = models.TextField(db_collation="C")

    objects = WordQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["word"], name="lookup_word_is_listed_once")]

    def __str__(self) -> str:
        return self.word


class NameWordQuerySet(models.QuerySet["NameWord"]):
    def of_names_with_all(self, conditions: Sequence[models.Q]) -> Self:
        """The words that meet the first condition, in names in which other words meet each of the others."""
        same_name = {"total": models.OuterRef("total"), "company": models.OuterRef("company")}
        found = self.filter(conditions[0])
        for condition in conditions[1:]:
            found = found.filter(models.Exists(NameWord.objects.filter(condition, **same_name)))
        return found


class NameWord(models.Model):
    """A word in the name of a company. Names of few words come first, so that a whole name precedes longer ones."""

    pk = models.CompositePrimaryKey("word", "total", "company")
    word = models.TextField(db_collation="C")
    total = models.SmallIntegerField()
    # The database's trigger takes the rows away.
    company = models.ForeignKey(Company, models.DO_NOTHING, related_name="+", db_index=False)

    objects = NameWordQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["company", "total", "word"], name="lookup_nameword_of_company")]

    def __str__(self) -> str:
        return self.word
