"""Names of companies are found by their words, which the database keeps in two tables as names come and go."""

import django.db.models.deletion
from django.db import migrations, models

# Each word of a name once, folded. What stands between two spaces is a word without its punctuation, too: “S.r.l.” is
# s, r, l and srl. The total is that of the words that punctuation parts, as whoever looks for the name counts them.
WORDS = r"""
CREATE FUNCTION support_words(name text) RETURNS TABLE (word text, total smallint)
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
    WITH tokens AS MATERIALIZED (
        SELECT regexp_split_to_table(
            cps_folded(regexp_replace(normalize(name, NFKD), '[\u0300-\u036F]', '', 'g')), '\s+'
        ) AS token
    ), pieces AS MATERIALIZED (
        SELECT DISTINCT left(piece, 60) AS word
        FROM tokens, regexp_split_to_table(token, '[^[:alnum:]]+') AS piece
        WHERE piece <> ''
    ), every AS (
        SELECT word FROM pieces
        UNION SELECT left(regexp_replace(token, '[^[:alnum:]]+', '', 'g'), 60) FROM tokens
    )
    SELECT word, (SELECT count(*) FROM pieces)::smallint FROM every WHERE word <> '' ORDER BY word
$$
"""

# Two words that a slip parts (a letter wrong, missing or too much, or two that changed places) have one of these in
# common. The first eight letters tell enough.
DELETIONS = """
CREATE FUNCTION support_deletions(word text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
    SELECT array_agg(DISTINCT left(word, place) || substr(left(word, 8), place + 2))
    FROM generate_series(0, least(length(word), 8)) AS place
$$
"""

# In the order of the words, so that two names that bring the same new words wait for one another in one direction. A
# word that the last name lost meanwhile leaves the list: it may have been a person's.
KEPT = """
CREATE FUNCTION support_keep_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        DELETE FROM support_nameword WHERE company_id = OLD.id;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        INSERT INTO support_word (word) SELECT word FROM support_words(NEW.legal_name) ON CONFLICT DO NOTHING;
        INSERT INTO support_nameword (word, total, company_id)
            SELECT word, total, NEW.id FROM support_words(NEW.legal_name);
    END IF;
    IF TG_OP <> 'INSERT' THEN
        DELETE FROM support_word WHERE word IN (SELECT word FROM support_words(OLD.legal_name))
            AND NOT EXISTS (SELECT FROM support_nameword AS known WHERE known.word = support_word.word);
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER support_keep_words AFTER INSERT OR UPDATE OF legal_name OR DELETE ON accounts_company
    FOR EACH ROW EXECUTE FUNCTION support_keep_words();
"""
NO_LONGER_KEPT = "DROP TRIGGER support_keep_words ON accounts_company; DROP FUNCTION support_keep_words()"

KNOWN_TODAY = """
INSERT INTO support_nameword (word, total, company_id)
    SELECT word, total, id FROM accounts_company, support_words(legal_name);
INSERT INTO support_word (word) SELECT DISTINCT word FROM support_nameword ORDER BY word;
"""

# Few words are in every tenth name and most in one: the planner must know which.
STATISTICS = "ALTER TABLE support_nameword ALTER COLUMN word SET STATISTICS {}"

INDEXES = {
    "support_word_deletions": "ON support_word USING gin (support_deletions(word))",
    "support_word_trigrams": "ON support_word USING gin (word gin_trgm_ops)",
}
NAMES = "ON accounts_company USING gin (cps_folded(legal_name) gin_trgm_ops)"


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0030_people"),
        ("support", "0025_daily_figures"),
    ]

    operations = [
        migrations.CreateModel(
            name="Word",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("word", models.TextField(db_collation="C")),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("word",), name="support_word_is_listed_once")],
            },
        ),
        migrations.CreateModel(
            name="NameWord",
            fields=[
                ("pk", models.CompositePrimaryKey("word", "total", "company", blank=True, editable=False, primary_key=True, serialize=False)),
                ("word", models.TextField(db_collation="C")),
                ("total", models.SmallIntegerField()),
                ("company", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", to="accounts.company")),
            ],
            options={
                "indexes": [models.Index(fields=["company", "total", "word"], name="support_nameword_of_company")],
            },
        ),
        migrations.RunSQL(WORDS, "DROP FUNCTION support_words(text)"),
        migrations.RunSQL(DELETIONS, "DROP FUNCTION support_deletions(text)"),
        migrations.RunSQL(KNOWN_TODAY, migrations.RunSQL.noop),
        migrations.RunSQL(KEPT, NO_LONGER_KEPT),
        migrations.RunSQL(STATISTICS.format(2000), STATISTICS.format(-1)),
        *(
            migrations.RunSQL(f"CREATE INDEX {name} {what}", f"DROP INDEX {name}")
            for name, what in INDEXES.items()
        ),
        migrations.RunSQL("DROP INDEX support_company_name", f"CREATE INDEX support_company_name {NAMES}"),
    ]
