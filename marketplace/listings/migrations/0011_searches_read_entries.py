"""The words of listings that are for sale are kept beside them, by a trigger: no way of writing a listing forgets them.

Functions take a listing's whole row, so that columns of the table may change their type later.
"""

from typing import ClassVar

from django.db import migrations

WORDS = r"""
-- Words in small letters, without accents and without what is not seen: "A.-Längé" and "a lange" are the same.
CREATE FUNCTION listings_words(said text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN
    lower(regexp_replace(regexp_replace(normalize(said, NFKD),
        U&'[\0300-\036F\00AD\200B-\200F\202A-\202E\2060-\2069\FEFF]', '', 'g'), '[^[:alnum:]]+', ' ', 'g'));

-- The parts of a word, three letters each, with marks where it begins and ends.
CREATE FUNCTION listings_trigrams(word text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN
    (SELECT array_agg(DISTINCT substr('  ' || word || ' ', n, 3)) FROM generate_series(1, length(word) + 1) n);

-- What a search reads of a listing. A reference is there by its parts and in one piece: "311.30.42" and "3113042".
CREATE FUNCTION listings_searchable(l listings_listing)
RETURNS TABLE (brand text, title tsvector, document tsvector, facets text[])
LANGUAGE sql STABLE AS $$
    WITH said AS (
        SELECT left(btrim(listings_words(l.brand)), 200) AS brand,
               to_tsvector('simple', concat_ws(' ', listings_words(l.brand), listings_words(l.model),
                   listings_words(l.reference), replace(listings_words(l.reference), ' ', ''))) AS title)
    SELECT said.brand, said.title,
           setweight(said.title, 'A')
               || setweight(to_tsvector('english', listings_words(left(l.description, 20000))), 'C'),
           ARRAY['brand:' || said.brand, 'condition:' || l.condition, 'country:' || l.country,
                 'box:' || CASE WHEN l.has_box THEN 'yes' ELSE 'no' END,
                 'papers:' || CASE WHEN l.has_papers THEN 'yes' ELSE 'no' END,
                 'currency:' || l.currency,
                 'band:' || l.currency || ':' || width_bucket(l.price_minor,
                     ARRAY[50000, 100000, 250000, 500000, 1000000, 2500000, 5000000, 10000000]::bigint[])]
    FROM said $$;
"""
UNWORDS = """
DROP FUNCTION listings_searchable(listings_listing);
DROP FUNCTION listings_trigrams(text);
DROP FUNCTION listings_words(text);
"""

COLUMNS = """
ALTER TABLE listings_searchentry ADD COLUMN title tsvector NOT NULL, ADD COLUMN document tsvector NOT NULL,
    ADD COLUMN facets text[] NOT NULL;
ALTER TABLE listings_searchentry ALTER COLUMN title SET STATISTICS 1000, ALTER COLUMN document SET STATISTICS 1000;
-- One index of all three: words and facets of one question are met in it, before any row is read. Written at once: a
-- list of what is still to be written would be read by every search.
CREATE INDEX search_by_words ON listings_searchentry USING gin (title, document, facets) WITH (fastupdate = off);
ALTER TABLE listings_searchword ADD COLUMN trigrams text[] GENERATED ALWAYS AS (listings_trigrams(word)) STORED;
CREATE INDEX search_words_alike ON listings_searchword USING gin (trigrams);
"""
UNCOLUMNS = """
DROP INDEX search_words_alike;
ALTER TABLE listings_searchword DROP COLUMN trigrams;
DROP INDEX search_by_words;
ALTER TABLE listings_searchentry DROP COLUMN title, DROP COLUMN document, DROP COLUMN facets;
"""

KEEPING = """
CREATE FUNCTION listings_keep_entry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR NEW.state NOT IN ('published', 'reserved') THEN
        DELETE FROM listings_searchentry WHERE listing_id = OLD.id;
        RETURN NULL;
    END IF;
    INSERT INTO listings_searchentry AS kept
        (listing_id, brand, year, price_minor, currency, latitude, longitude, title, document, facets)
    SELECT NEW.id, s.brand, NEW.year, NEW.price_minor, NEW.currency, NEW.latitude, NEW.longitude,
           s.title, s.document, s.facets
    FROM listings_searchable(NEW) s
    ON CONFLICT (listing_id) DO UPDATE SET
        brand = excluded.brand, year = excluded.year, price_minor = excluded.price_minor,
        currency = excluded.currency, latitude = excluded.latitude, longitude = excluded.longitude,
        title = excluded.title, document = excluded.document, facets = excluded.facets
    WHERE (kept.year, kept.price_minor, kept.latitude, kept.longitude, kept.title, kept.document, kept.facets)
        IS DISTINCT FROM (excluded.year, excluded.price_minor, excluded.latitude, excluded.longitude,
                          excluded.title, excluded.document, excluded.facets);
    RETURN NULL;
END $$;
CREATE TRIGGER listings_entry_is_kept AFTER INSERT OR UPDATE OR DELETE ON listings_listing
    FOR EACH ROW EXECUTE FUNCTION listings_keep_entry();

-- Words with digits are left out: a reference that is not there is not another one.
CREATE FUNCTION listings_keep_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO listings_searchword (word)
    SELECT word FROM unnest(tsvector_to_array(NEW.title)) word
    WHERE length(word) BETWEEN 3 AND 40 AND word !~ '[0-9]'
    ORDER BY word
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
CREATE TRIGGER listings_words_are_kept AFTER INSERT OR UPDATE OF title ON listings_searchentry
    FOR EACH ROW EXECUTE FUNCTION listings_keep_words();
"""
UNKEEPING = """
DROP TRIGGER listings_words_are_kept ON listings_searchentry;
DROP FUNCTION listings_keep_words();
DROP TRIGGER listings_entry_is_kept ON listings_listing;
DROP FUNCTION listings_keep_entry();
"""

FILL = """
INSERT INTO listings_searchentry
    (listing_id, brand, year, price_minor, currency, latitude, longitude, title, document, facets)
SELECT l.id, s.brand, l.year, l.price_minor, l.currency, l.latitude, l.longitude, s.title, s.document, s.facets
FROM listings_listing l, LATERAL listings_searchable(l) s
WHERE l.state IN ('published', 'reserved') ORDER BY l.published_at, l.id
"""


class Migration(migrations.Migration):
    """Functions, columns, triggers; and an entry for what is for sale already."""

    dependencies: ClassVar = [("listings", "0010_what_searching_needs")]
    operations: ClassVar = [
        migrations.RunSQL(WORDS, UNWORDS),
        migrations.RunSQL(COLUMNS, UNCOLUMNS),
        migrations.RunSQL(KEEPING, UNKEEPING),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
