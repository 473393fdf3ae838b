"""Names of companies are found by their words, which the database keeps in two tables as names come and go."""

from django.contrib.postgres.operations import UnaccentExtension
from django.db import migrations


# unaccent() may change with its dictionary and is therefore not immutable; ours names the dictionary, and an
# index needs the promise.
FOLDED = """
    CREATE FUNCTION cps_folded(text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
    AS $$ SELECT lower(public.unaccent('public.unaccent'::regdictionary, $1)) $$
"""


# Each word of a name once, folded. What stands between two spaces is a word without its punctuation, too: “S.r.l.” is
# s, r, l and srl. The total is that of the words that punctuation parts, as whoever looks for the name counts them.
WORDS = r"""
CREATE FUNCTION lookup_words(name text) RETURNS TABLE (word text, total smallint)
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
CREATE FUNCTION lookup_deletions(word text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
    SELECT array_agg(DISTINCT left(word, place) || substr(left(word, 8), place + 2))
    FROM generate_series(0, least(length(word), 8)) AS place
$$
"""

# In the order of the words, so that two names that bring the same new words wait for one another in one direction. A
# word that the last name lost meanwhile leaves the list: it may have been a person's.
KEPT = """
CREATE FUNCTION lookup_keep_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        DELETE FROM lookup_nameword WHERE company_id = OLD.id;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        INSERT INTO lookup_word (word) SELECT word FROM lookup_words(NEW.legal_name) ON CONFLICT DO NOTHING;
        INSERT INTO lookup_nameword (word, total, company_id)
            SELECT word, total, NEW.id FROM lookup_words(NEW.legal_name);
    END IF;
    IF TG_OP <> 'INSERT' THEN
        DELETE FROM lookup_word WHERE word IN (SELECT word FROM lookup_words(OLD.legal_name))
            AND NOT EXISTS (SELECT FROM lookup_nameword AS known WHERE known.word = lookup_word.word);
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER lookup_keep_words AFTER INSERT OR UPDATE OF legal_name OR DELETE ON accounts_company
    FOR EACH ROW EXECUTE FUNCTION lookup_keep_words();
"""

NO_LONGER_KEPT = "DROP TRIGGER lookup_keep_words ON accounts_company; DROP FUNCTION lookup_keep_words()"

# Few words are in every tenth name and most in one: the planner must know which.
STATISTICS = "ALTER TABLE lookup_nameword ALTER COLUMN word SET STATISTICS {}"


# The look-up also asks other apps' tables, which have no use for these indexes themselves.
INDEXES = {
    "lookup_word_deletions": "ON lookup_word USING gin (lookup_deletions(word))",
    "lookup_word_trigrams": "ON lookup_word USING gin (word gin_trgm_ops)",
    "lookup_company_invoice_email": "ON accounts_company (invoice_email)",
    "lookup_email_to": 'ON post_office_email USING hash ("to")',
}


class Migration(migrations.Migration):
    dependencies = [("lookup", "0001_initial"), ("accounts", "0001_initial"), ("post_office", "0014_alter_email_recipient_delivery_status_and_more")]
    operations = [
        UnaccentExtension(),
        migrations.RunSQL(FOLDED, "DROP FUNCTION cps_folded(text)"),
        migrations.RunSQL(WORDS, "DROP FUNCTION lookup_words(text)"),
        migrations.RunSQL(DELETIONS, "DROP FUNCTION lookup_deletions(text)"),
        migrations.RunSQL(KEPT, NO_LONGER_KEPT),
        migrations.RunSQL(STATISTICS.format(2000), STATISTICS.format(-1)),
        *(
            migrations.RunSQL(f"CREATE INDEX {name} {what}", f"DROP INDEX {name}")
            for name, what in INDEXES.items()
        ),
    ]
