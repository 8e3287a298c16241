"""Events of a listing are never changed and never removed, by anybody: the database refuses it."""

from typing import ClassVar

from django.db import migrations

CREATE = """
CREATE FUNCTION refuse_change_of_listing_events() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'events of a listing are append-only';
END $$;
CREATE TRIGGER listing_events_are_append_only BEFORE UPDATE OR DELETE ON listings_listingevent
    FOR EACH ROW EXECUTE FUNCTION refuse_change_of_listing_events();
"""
DROP = """
DROP TRIGGER listing_events_are_append_only ON listings_listingevent;
DROP FUNCTION refuse_change_of_listing_events();
"""


class Migration(migrations.Migration):
    """The trigger."""

    dependencies: ClassVar = [("listings", "0001_listings")]
    operations: ClassVar = [migrations.RunSQL(CREATE, DROP)]
