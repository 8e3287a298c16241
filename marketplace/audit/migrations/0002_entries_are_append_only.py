"""Entries of the audit log are never changed and never removed, by anybody: the database refuses it."""

from typing import ClassVar

from django.db import migrations

CREATE = """
CREATE FUNCTION refuse_change_of_audit_entries() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit log is append-only';
END $$;
CREATE TRIGGER audit_entries_are_append_only BEFORE UPDATE OR DELETE ON audit_auditentry
    FOR EACH ROW EXECUTE FUNCTION refuse_change_of_audit_entries();
"""
DROP = """
DROP TRIGGER audit_entries_are_append_only ON audit_auditentry;
DROP FUNCTION refuse_change_of_audit_entries();
"""


class Migration(migrations.Migration):
    """The trigger."""

    dependencies: ClassVar = [("audit", "0001_entries")]
    operations: ClassVar = [migrations.RunSQL(CREATE, DROP)]
