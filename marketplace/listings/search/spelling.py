"""Words that were misspelt: what was meant is looked for among the words of titles.

As many parts of three letters in common as possible, which an index finds, then as few slips of the hand as possible
(Damerau and Levenshtein's, neighbours swapped counting as one). A word with digits is left as it is: a reference that
is not there is not another one.
"""

from psycopg import sql
from rapidfuzz.distance import OSA

from marketplace.listings.search.database import rows
from marketplace.listings.search.words import Word, Words

LOOKED_AT = 40
"""Words whose letters are compared."""
LEAST_LENGTH = 3

KNOWN = sql.SQL("SELECT word FROM listings_searchword WHERE word = ANY(%(words)s)")
NEAREST = sql.SQL(
    "SELECT word FROM listings_searchword, LATERAL ("
    " SELECT count(*) AS shared FROM unnest(trigrams) t WHERE t = ANY(listings_trigrams(%(word)s))) s"
    " WHERE trigrams && listings_trigrams(%(word)s) AND abs(length(word) - length(%(word)s)) <= %(slips)s"
    " ORDER BY shared::float / (cardinality(trigrams) + length(%(word)s) + 1 - shared) DESC, word LIMIT %(most)s"
)


def corrected(words: Words) -> Words | None:
    """Return the words with those that no title has replaced by the nearest; None where nothing is near."""
    texts = [each.text for each in words.all]
    known = {word for (word,) in rows(KNOWN, {"words": texts})}
    meant = [text if text in known else nearest(text) or text for text in texts]
    if meant == texts:
        return None
    return Words(tuple(Word(text, (text,)) for text in meant), begins=False)


def nearest(word: str) -> str | None:
    """Return the word of a title that is nearest to another word; None where none is near."""
    if len(word) < LEAST_LENGTH or any(map(str.isdigit, word)):
        return None
    allowed = slips(word)
    near = rows(NEAREST, {"word": word, "slips": allowed, "most": LOOKED_AT})
    apart = [(OSA.distance(word, text, score_cutoff=allowed), place, text) for place, (text,) in enumerate(near)]
    best = min((each for each in apart if each[0] <= allowed), default=None)
    return best[2] if best else None


def slips(word: str) -> int:
    """Return how many slips a word may have: one of up to four letters, two of up to eight, three of more."""
    return 1 if len(word) <= 4 else 2 if len(word) <= 8 else 3  # noqa: PLR2004 - the docstring says it
