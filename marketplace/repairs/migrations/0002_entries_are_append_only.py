"""Entries of a service book are never changed and never removed, by anybody: the database refuses it."""

from typing import ClassVar

from django.db import migrations

CREATE = """
CREATE FUNCTION refuse_change_of_service_book() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a service book is append-only';
END $$;
CREATE TRIGGER service_books_are_append_only BEFORE UPDATE OR DELETE ON repairs_bookentry
    FOR EACH ROW EXECUTE FUNCTION refuse_change_of_service_book();
"""
DROP = """
DROP TRIGGER service_books_are_append_only ON repairs_bookentry;
DROP FUNCTION refuse_change_of_service_book();
"""


class Migration(migrations.Migration):
    """The trigger."""

    dependencies: ClassVar = [("repairs", "0001_repairs_and_service_books")]
    operations: ClassVar = [migrations.RunSQL(CREATE, DROP)]
