"""What was meant by a word that no title has."""

import threading

import pytest
from django.db import connection, transaction

from marketplace.listings.models import SearchWord
from marketplace.listings.search import spelling, words
from tests.support.accounts import new
from tests.support.for_sale import for_sale

MEANT = [
    ("rolx", "rolex"),
    ("roelx", "rolex"),
    ("orlex", "rolex"),
    ("submarinner", "submariner"),
    ("sbumarinre", "submariner"),
    ("vacheorn", "vacheron"),
    ("patec", "patek"),
    ("rolexx", "rolex"),
    ("breguet", None),
    ("rol", None),
    ("ro", None),
    ("r0lex", None),
    ("x" * 200, None),
]


@pytest.fixture
def _titles():
    for word in ("rolex", "submariner", "vacheron", "constantin", "patek", "philippe", "rolle"):
        SearchWord.objects.create(word=word)


@pytest.mark.django_db
@pytest.mark.usefixtures("_titles")
@pytest.mark.parametrize(("typed", "meant"), MEANT)
def test_the_nearest_word_within_a_few_slips_is_meant(typed, meant):
    assert spelling.nearest(typed) == meant


@pytest.mark.django_db
@pytest.mark.usefixtures("_titles")
def test_words_that_titles_have_stay_as_they_are():
    assert str(spelling.corrected(words.read("rolex submarinr 16610"))) == "rolex submariner 16610"
    assert spelling.corrected(words.read("rolex philippe")) is None
    assert spelling.corrected(words.read("quite other things")) is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("said", "title"),
    [
        ("the Rolex", "'rolex':*"),
        ("with the", "'with' & 'the':*"),
        ("Ref. 116.610-LN", "'ref' & '116' & '610' & 'ln':*"),
        ("it's", "'it' & 's'"),
        ("...", None),
        (" ".join(f"w{n}" for n in range(40)), " & ".join(f"'w{n}'" for n in range(12))),
    ],
)
def test_what_is_typed_is_read_as_titles_are(said, title):
    read = words.read(said)
    assert (read.title.removesuffix(":*") if read else None) == (title.removesuffix(":*") if title else None)


@pytest.mark.django_db(transaction=True)
def test_two_sellers_who_bring_up_the_same_words_both_publish():
    sellers = [new(), new()]
    both = threading.Barrier(2)

    def publish(seller):
        try:
            with transaction.atomic():
                both.wait()
                for title in ("Quillan Auberon", "Auberon Quillan"):
                    for_sale(title, seller=seller)
        finally:
            connection.close()

    threads = [threading.Thread(target=publish, args=[each]) for each in sellers]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(SearchWord.objects.values_list("word", flat=True)) == ["auberon", "quillan"]
    assert sum(each.listings.count() for each in sellers) == 4
