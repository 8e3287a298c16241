"""Events of a case are never changed and never removed, by anybody: the database refuses it."""

from typing import ClassVar

from django.db import migrations

CREATE = """
CREATE FUNCTION refuse_change_of_events() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'events of a case are append-only';
END $$;
CREATE TRIGGER events_are_append_only BEFORE UPDATE OR DELETE ON authentication_caseevent
    FOR EACH ROW EXECUTE FUNCTION refuse_change_of_events();
"""
DROP = """
DROP TRIGGER events_are_append_only ON authentication_caseevent;
DROP FUNCTION refuse_change_of_events();
"""


class Migration(migrations.Migration):
    """The trigger."""

    dependencies: ClassVar = [("authentication", "0002_whose_cases_they_are")]
    operations: ClassVar = [migrations.RunSQL(CREATE, DROP)]
