"""The seller, rates and notes of VAT, and the triggers that keep issued documents and payments as they are."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import migrations


SELLER = {
    "code": "canon-europa",
    "name": "Canon Europa N.V.",
    "street": "Bovenkerkerweg 59",
    "postal_code": "1185 XB",
    "city": "Amstelveen",
    "country": "NL",
    "vat_number": "NL005916343B01",
    "registration_number": "33166721",
    # No bank has the code DEMO: the check digits fit, and no money can arrive. The operator enters the real account.
    "iban": "NL93DEMO0123456789",
    "bic": "DEMONL2A",
    "bank_name": "Demo Bank",
}

# Standard rates in percent with the day from which they hold, of Directive 2006/112/EC, article 97, as the member
# states publish them (Commission, “VAT rates applied in the member states”, and Taxes in Europe database).
RATES = {
    "AT": [("1984-01-01", "20")],
    "BE": [("1996-01-01", "21")],
    "BG": [("1999-01-01", "20")],
    "CY": [("2014-01-13", "19")],
    "CZ": [("2013-01-01", "21")],
    "DE": [("2007-01-01", "19"), ("2020-07-01", "16"), ("2021-01-01", "19")],
    "DK": [("1992-01-01", "25")],
    "EE": [("2009-07-01", "20"), ("2024-01-01", "22"), ("2025-07-01", "24")],
    "ES": [("2012-09-01", "21")],
    "FI": [("2013-01-01", "24"), ("2024-09-01", "25.5")],
    "FR": [("2014-01-01", "20")],
    "GR": [("2016-06-01", "24")],
    "HR": [("2012-03-01", "25")],
    "HU": [("2012-01-01", "27")],
    "IE": [("2012-01-01", "23"), ("2020-09-01", "21"), ("2021-03-01", "23")],
    "IT": [("2013-10-01", "22")],
    "LT": [("2009-09-01", "21")],
    "LU": [("2015-01-01", "17"), ("2023-01-01", "16"), ("2024-01-01", "17")],
    "LV": [("2012-07-01", "21")],
    "MT": [("2004-01-01", "18")],
    "NL": [("2012-10-01", "21")],
    "PL": [("2011-01-01", "23")],
    "PT": [("2011-01-01", "23")],
    "RO": [("2017-01-01", "19"), ("2025-08-01", "21")],
    "SE": [("1990-07-01", "25")],
    "SI": [("2013-07-01", "22")],
    "SK": [("2011-01-01", "20"), ("2025-01-01", "23")],
}

FREEZE_INVOICES = """
CREATE FUNCTION billing_invoice_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    -- The day that follows from the extension is computed by the database, after the trigger.
    later text[] := ARRAY[
        'pdf', 'pdf_sha256', 'sent_at', 'paid_at', 'payment', 'card_id', 'extended_until_on', 'payable_on'
    ];
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'invoice % was issued and cannot be deleted', OLD.number;
    END IF;
    IF to_jsonb(NEW) - later IS DISTINCT FROM to_jsonb(OLD) - later THEN
        RAISE EXCEPTION 'invoice % was issued and cannot be changed', OLD.number;
    END IF;
    IF OLD.pdf_sha256 <> '' AND (NEW.pdf, NEW.pdf_sha256) IS DISTINCT FROM (OLD.pdf, OLD.pdf_sha256) THEN
        RAISE EXCEPTION 'the file of invoice % was made and cannot be replaced', OLD.number;
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER billing_invoice_is_frozen BEFORE UPDATE OR DELETE ON billing_invoice
    FOR EACH ROW EXECUTE FUNCTION billing_invoice_is_frozen();

CREATE FUNCTION billing_invoiceline_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the lines of an issued invoice cannot be changed';
END $$;

CREATE TRIGGER billing_invoiceline_is_frozen BEFORE UPDATE OR DELETE ON billing_invoiceline
    FOR EACH ROW EXECUTE FUNCTION billing_invoiceline_is_frozen();

CREATE FUNCTION billing_numberseries_only_counts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR (NEW.seller_id, NEW.kind, NEW.year) IS DISTINCT FROM (OLD.seller_id, OLD.kind, OLD.year)
            OR NEW.last NOT IN (OLD.last, OLD.last + 1) THEN
        RAISE EXCEPTION 'a number series only counts on, one by one';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER billing_numberseries_only_counts BEFORE UPDATE OR DELETE ON billing_numberseries
    FOR EACH ROW EXECUTE FUNCTION billing_numberseries_only_counts();
"""

THAW_INVOICES = """
DROP TRIGGER billing_numberseries_only_counts ON billing_numberseries;
DROP FUNCTION billing_numberseries_only_counts();
DROP TRIGGER billing_invoiceline_is_frozen ON billing_invoiceline;
DROP FUNCTION billing_invoiceline_is_frozen();
DROP TRIGGER billing_invoice_is_frozen ON billing_invoice;
DROP FUNCTION billing_invoice_is_frozen();
"""

def add_seller_and_rates(apps: Any, schema_editor: Any) -> None:
    apps.get_model("billing", "Seller").objects.get_or_create(code=SELLER["code"], defaults=SELLER)
    vat_rate = apps.get_model("billing", "VatRate")
    for country, steps in RATES.items():
        days = [date.fromisoformat(day) for day, _percent in steps]
        for (_day, percent), from_on, until_on in zip(steps, days, [*days[1:], None], strict=True):
            vat_rate.objects.get_or_create(
                country=country,
                from_on=from_on,
                defaults={"rate": Decimal(percent), "until_on": until_on},
            )


FREEZE_PAYMENTS = """
CREATE FUNCTION billing_payment_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'payments are only added to: % of billing_payment is refused, write the opposite', TG_OP
        USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER billing_payment_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON billing_payment
    FOR EACH STATEMENT EXECUTE FUNCTION billing_payment_stays();
"""

THAW_PAYMENTS = """
DROP TRIGGER billing_payment_stays ON billing_payment;
DROP FUNCTION billing_payment_stays();
"""


# What the code said until now, with the articles of Directive 2006/112/EC.
VAT_NOTES = {
    "VATEX-EU-AE": {
        "en": "Reverse charge: the recipient of the service accounts for the VAT "
        "(Articles 44 and 196 of Directive 2006/112/EC).",
        "lv": "Nodokļa apgrieztā maksāšana: PVN aprēķina un maksā pakalpojuma saņēmējs "
        "(Direktīvas 2006/112/EK 44. un 196. pants).",
    },
    "VATEX-EU-O": {
        "en": "Outside the scope of EU VAT: service to a business established outside the VAT territory "
        "of the European Union (Article 44 of Directive 2006/112/EC).",
        "lv": "Ārpus ES PVN piemērošanas jomas: pakalpojums uzņēmumam, kas veic uzņēmējdarbību ārpus "
        "Eiropas Savienības PVN teritorijas (Direktīvas 2006/112/EK 44. pants).",
    },
}

def add_notes(apps: Any, schema_editor: Any) -> None:
    notes = apps.get_model("billing", "VatNote").objects
    for code, texts in VAT_NOTES.items():
        notes.get_or_create(code=code, from_on=date(2010, 1, 1), defaults={"texts": texts})


FREEZE_CREDIT_NOTES = """
CREATE FUNCTION billing_creditnote_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    later text[] := ARRAY['pdf', 'pdf_sha256', 'sent_at'];
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'credit note % was issued and cannot be deleted', OLD.number;
    END IF;
    IF to_jsonb(NEW) - later IS DISTINCT FROM to_jsonb(OLD) - later THEN
        RAISE EXCEPTION 'credit note % was issued and cannot be changed', OLD.number;
    END IF;
    IF OLD.pdf_sha256 <> '' AND (NEW.pdf, NEW.pdf_sha256) IS DISTINCT FROM (OLD.pdf, OLD.pdf_sha256) THEN
        RAISE EXCEPTION 'the file of credit note % was made and cannot be replaced', OLD.number;
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER billing_creditnote_is_frozen BEFORE UPDATE OR DELETE ON billing_creditnote
    FOR EACH ROW EXECUTE FUNCTION billing_creditnote_is_frozen();

CREATE TRIGGER billing_creditnoteline_is_frozen BEFORE UPDATE OR DELETE ON billing_creditnoteline
    FOR EACH ROW EXECUTE FUNCTION billing_invoiceline_is_frozen();

-- Whoever writes a credit note waits for the others of the same invoice; together they never take back more than it.
CREATE FUNCTION billing_creditnote_fits_its_invoice() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    sold billing_invoice;
    net bigint;
    vat bigint;
BEGIN
    SELECT * INTO sold FROM billing_invoice WHERE id = NEW.invoice_id FOR NO KEY UPDATE;
    SELECT coalesce(sum(net_cents), 0), coalesce(sum(vat_cents), 0) INTO net, vat
        FROM billing_creditnote WHERE invoice_id = NEW.invoice_id;
    IF net + NEW.net_cents > sold.net_cents OR vat + NEW.vat_cents > sold.vat_cents THEN
        RAISE EXCEPTION 'credit note % takes back more than invoice % was', NEW.number, sold.number;
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER billing_creditnote_fits_its_invoice BEFORE INSERT ON billing_creditnote
    FOR EACH ROW EXECUTE FUNCTION billing_creditnote_fits_its_invoice();
"""

THAW_CREDIT_NOTES = """
DROP TRIGGER billing_creditnote_fits_its_invoice ON billing_creditnote;
DROP FUNCTION billing_creditnote_fits_its_invoice();
DROP TRIGGER billing_creditnoteline_is_frozen ON billing_creditnoteline;
DROP TRIGGER billing_creditnote_is_frozen ON billing_creditnote;
DROP FUNCTION billing_creditnote_is_frozen();
"""

FREEZE_EXTENSIONS = """
CREATE FUNCTION billing_extension_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'extensions are only added to: % of billing_extension is refused', TG_OP
        USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER billing_extension_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON billing_extension
    FOR EACH STATEMENT EXECUTE FUNCTION billing_extension_stays();
"""

THAW_EXTENSIONS = """
DROP TRIGGER billing_extension_stays ON billing_extension;
DROP FUNCTION billing_extension_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("billing", "0001_initial")]
    operations = [
        migrations.RunPython(add_seller_and_rates, migrations.RunPython.noop),
        migrations.RunPython(add_notes, migrations.RunPython.noop),
        migrations.RunSQL(FREEZE_INVOICES, THAW_INVOICES),
        migrations.RunSQL(FREEZE_PAYMENTS, THAW_PAYMENTS),
        migrations.RunSQL(FREEZE_EXTENSIONS, THAW_EXTENSIONS),
        migrations.RunSQL(FREEZE_CREDIT_NOTES, THAW_CREDIT_NOTES),
    ]
