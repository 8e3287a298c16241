"""What was done to connections is never changed and never removed, by anybody: the database refuses it."""

from typing import ClassVar

from django.db import migrations

CREATE = """
CREATE FUNCTION refuse_change_of_connection_events() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'events of connections are append-only';
END $$;
CREATE TRIGGER connection_events_are_append_only BEFORE UPDATE OR DELETE ON connections_connectionevent
    FOR EACH ROW EXECUTE FUNCTION refuse_change_of_connection_events();
"""
DROP = """
DROP TRIGGER connection_events_are_append_only ON connections_connectionevent;
DROP FUNCTION refuse_change_of_connection_events();
"""


class Migration(migrations.Migration):
    """The trigger."""

    dependencies: ClassVar = [("connections", "0001_connections")]
    operations: ClassVar = [migrations.RunSQL(CREATE, DROP)]
