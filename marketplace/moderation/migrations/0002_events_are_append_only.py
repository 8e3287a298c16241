"""Events of a measure are never changed and never removed, by anybody: the database refuses it."""

from typing import ClassVar

from django.db import migrations

CREATE = """
CREATE FUNCTION refuse_change_of_measure_events() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'events of a measure are append-only';
END $$;
CREATE TRIGGER measure_events_are_append_only BEFORE UPDATE OR DELETE ON moderation_measureevent
    FOR EACH ROW EXECUTE FUNCTION refuse_change_of_measure_events();
"""
DROP = """
DROP TRIGGER measure_events_are_append_only ON moderation_measureevent;
DROP FUNCTION refuse_change_of_measure_events();
"""


class Migration(migrations.Migration):
    """The trigger."""

    dependencies: ClassVar = [("moderation", "0001_reports_and_measures")]
    operations: ClassVar = [migrations.RunSQL(CREATE, DROP)]
