"""What somebody typed, as words that the database searches for."""

from dataclasses import dataclass

from psycopg import sql

from marketplace.listings.search.database import rows

MOST_WORDS = 12
LEAST_BEGINNING = 2
"""Characters that the last word has, at least, for what only begins with it to be found, too."""

# Read as the titles are: by the same function, and by the same parser.
READ = sql.SQL(
    "SELECT lexeme, ts_lexize('english_stem', lexeme), (SELECT max(p) FROM unnest(positions) p)"
    " FROM unnest(to_tsvector('simple', listings_words(%(said)s))) ORDER BY 3"
)


@dataclass(frozen=True, slots=True)
class Word:
    """A word. :ivar text: as it was typed, in small letters. :ivar stems: what descriptions have of it."""

    text: str
    stems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """Words that must all be there; what the last one begins counts as it does, where ``begins``.

    What means nothing in English ("the", "with") is left out unless there is nothing else.
    """

    all: tuple[Word, ...]
    begins: bool = True

    def __str__(self) -> str:
        return " ".join(each.text for each in self.all)

    @property
    def titles(self) -> list[str]:
        """Return, for each word, the query of titles, as PostgreSQL's ``tsquery`` is written."""
        return [self._asked(each) for each in self.all]

    @property
    def documents(self) -> list[str]:
        """Return, for each word, the query of titles and descriptions."""
        return [
            " | ".join([self._asked(each), *(quoted(stem) for stem in each.stems if stem != each.text)])
            for each in self.all
        ]

    @property
    def title(self) -> str:
        """Return the query of titles that have them all."""
        return " & ".join(self.titles)

    @property
    def document(self) -> str:
        """Return the query of titles and descriptions that have them all."""
        return " & ".join(f"({each})" for each in self.documents)

    def _asked(self, word: Word) -> str:
        last = self.begins and word is self.all[-1] and len(word.text) >= LEAST_BEGINNING
        return quoted(word.text) + (":*" if last else "")


def read(said: str) -> Words | None:
    """Return the words of a text; None where it has none."""
    found = [(text, tuple(stems or ())) for text, stems, _ in rows(READ, {"said": said})]
    meant = [(text, stems) for text, stems in found if stems or any(map(str.isdigit, text))] or found
    return Words(tuple(Word(*each) for each in meant[:MOST_WORDS])) if meant else None


def quoted(lexeme: str) -> str:
    """Return a lexeme as ``tsquery`` quotes it."""
    escaped = lexeme.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"
