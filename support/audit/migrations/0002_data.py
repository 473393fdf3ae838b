"""The staff log only grows: an entry is answered once, and deleted by the sweep that says how far back it goes."""

from django.db import migrations


REFUSE = """
CREATE FUNCTION audit_auditentry_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.status IS NULL AND NEW.status IS NOT NULL
       AND to_jsonb(NEW) - 'status' = to_jsonb(OLD) - 'status' THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'DELETE' AND OLD.at < nullif(current_setting('cps.staff_log_from', true), '')::timestamptz THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'the staff log only grows: % of audit_auditentry is refused', TG_OP
        USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER audit_auditentry_stays BEFORE UPDATE OR DELETE ON audit_auditentry
    FOR EACH ROW EXECUTE FUNCTION audit_auditentry_stays();
CREATE TRIGGER audit_auditentry_is_not_emptied BEFORE TRUNCATE ON audit_auditentry
    FOR EACH STATEMENT EXECUTE FUNCTION audit_auditentry_stays();
"""

ALLOW = """
DROP TRIGGER audit_auditentry_is_not_emptied ON audit_auditentry;
DROP TRIGGER audit_auditentry_stays ON audit_auditentry;
DROP FUNCTION audit_auditentry_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [
        migrations.RunSQL(REFUSE, ALLOW),
    ]
