"""The wording of the dial: what should be there, what belongs elsewhere, what is misspelt, what talks to the reader."""

import re
from collections.abc import Iterator, Sequence
from statistics import median

from models.catalogue.spelling import skeleton
from models.vocabulary.finding import Bearing, Finding
from models.vocabulary.views import Component
from pipeline.examiners.identity.expected import Expected
from pipeline.examiners.identity.finding import CLEAR, LEGIBLE, finding, strength_of, unreadable
from pipeline.examiners.identity.judge_names import legible_words
from pipeline.examiners.identity.letters import alike, depths, distance
from pipeline.examiners.identity.reading import Place, Reading, find_phrase, windows
from pipeline.examiners.identity.second_look import Glimpses, SecondLook

_CERTAIN = 0.95
"""Confidence that every reading of a misspelt word must have. Stable slips on the real photos ("VISODE" under a hand)
fell below it; drawn misspellings of 14 pixels and more stayed above."""

_COVERED = 1.75
"""Gap over the line's median gap from which a missing letter may lie under a hand: an empty letter's room gave 2.0
("PRO ESSIONAL" on a real dial); with nothing covered, wide letters such as M and W gave up to 1.67."""

_COVERED_BY_HANDS = 1.4
"""The same where hands are seen in the missing letter's room: five letters under hands left 1.5 and 1.67 (the reader
places its letters by thirds of one), four that were never there, with hands near by, at most 1.33."""

_UNDER_HANDS = 0.5
"""Share of a letter's room under hands from which they may hide it."""

_WHOLLY_UNDER_HANDS = 0.9
"""The same from which no letter could be seen, gap or not, where most of the word is in the open: of five hidden
letters 0.82 to 1.0. Where most of the word counts as covered and was yet read, what clings to the hands is print."""

_STROKES = frozenset("IJLT1")
"""Letters that a hand may be taken for, or hide wholly and leave hardly a gap."""

_LEAST_HEIGHT = 15.0
"""Pixels of the original, letters with their margin: the smallest drawn misspelling that was read steadily had 17."""

_LONG_WORD = 8
"""Letters from which two differing letters still point to one word."""

_DEPTH_STRENGTH = 0.8
"""A depth is a few digits: read clearly, it still says less than a name."""

_ADDRESS = re.compile(
    r"\b(?:ignore|disregard|forget|override)\b.{0,40}\b(?:instruction|prompt|rule|above|previous)"
    r"|\b(?:answer|respond|reply|output|return|say|report|mark|rate|classify)\b.{0,30}\b(?:authentic|genuine|counterfeit|real)"
    r"|\b(?:you are|act as|as an?|dear)\b.{0,20}\b(?:assistant|model|examiner|ai|llm|gemini|chatgpt)\b"
    r"|\b(?:system|developer) (?:prompt|message|instruction)",
    re.IGNORECASE,
)
"""Text that speaks to whoever examines the photo. Noting it changes nothing else: it is read like any other text."""


def judge_wording(readings: Sequence[Reading], expected: Expected) -> Finding | None:
    """Judge the dial's further wording; None where the catalogue does not know it."""
    if not expected.wording:
        return None
    other = _other_depth(readings, expected)
    if other is not None:
        return other
    found = {text: place for text in expected.wording if (place := find_phrase(text, readings, least=LEGIBLE))}
    if found:
        return _as_expected(found, expected)
    if not legible_words(readings):
        return unreadable(Component.DIAL, "wording_on_dial", "No wording could be read on the dial.")
    sentence = "None of the wording that the catalogue expects was found on the dial; versions differ in it."
    return finding(Component.DIAL, "wording_on_dial", Bearing.NEUTRAL, CLEAR, "no expected wording", sentence)


def _as_expected(found: dict[str, Place], expected: Expected) -> Finding:
    share = len(found) / len(expected.wording)
    sure = sum(strength_of(place) for place in found.values()) / len(found)
    said = ", ".join(f"“{text}”" for text in found)
    sentence = (
        f"The dial says {said}, as expected ({len(found)} of {len(expected.wording)} lines of wording were read)."
    )
    region = max(found.values(), key=lambda place: len(place.seen)).region
    strength = sure * (0.5 + 0.5 * share)
    return finding(Component.DIAL, "wording_on_dial", Bearing.SUPPORTS, strength, said, sentence, region)


def _other_depth(readings: Sequence[Reading], expected: Expected) -> Finding | None:
    clear = [(reading, line) for reading in readings for line in reading.lines if line.confidence >= CLEAR]
    read = {depth for _, line in clear for depth in depths(line.text)}
    if not expected.other_depths or read & expected.depths:
        return None
    for reading, line in clear:
        depth = next((depth for depth in depths(line.text) if depth in expected.other_depths), None)
        if depth is None or any(depths(text) & expected.depths for text, _ in line.also):
            continue
        wanted = " or ".join(f"{each} m" for each in sorted(expected.depths))
        sentence = f"The dial says {depth} m, as the {expected.other_depths[depth]} does; {wanted} was expected."
        region = line.band.region(reading.photo)
        strength = line.confidence * _DEPTH_STRENGTH
        return finding(Component.DIAL, "wording_on_dial", Bearing.CONTRADICTS, strength, f"{depth} m", sentence, region)
    return None


def judge_spelling(readings: Sequence[Reading], expected: Expected, again: SecondLook) -> Iterator[Finding]:
    """Judge words that are nearly, but not quite, what the dial should say; nothing where there are none."""
    told = set[str]()
    for place, wanted in _suspects(readings, expected):
        if wanted in told or _is_read_rightly(place, wanted, readings):
            continue
        told.add(wanted)
        if _is_misspelt(place, wanted, again(place)):
            yield _misspelt(place, wanted)
        else:
            sentence = f"A word like “{wanted}” was read, but not surely enough to tell how it is spelt."
            yield _spelling(Bearing.UNREADABLE, 0.0, f"like {wanted}", sentence, place)


def _is_read_rightly(place: Place, wanted: str, readings: Sequence[Reading]) -> bool:
    """Return whether the word was also read as it should be; the rim is no reading of the dial's middle."""
    asked = [reading.without_rim() for reading in readings] if place.in_the_middle else readings
    return find_phrase(wanted, asked, least=LEGIBLE) is not None


def _suspects(readings: Sequence[Reading], expected: Expected) -> Iterator[tuple[Place, str]]:
    for reading in readings:
        for line in reading.lines:
            if line.confidence < CLEAR:
                continue
            for seen, start, end in windows(line.text):
                wanted = _meant(skeleton(seen), expected)
                if wanted is not None:
                    place = Place(reading, line, seen, line.confidence, line.band.part(start, end), exact=True)
                    yield place, wanted


def _meant(seen: str, expected: Expected) -> str | None:
    """Return the word that a spelling was meant to be, or None where it is a word of its own or too far from any."""
    if not seen.isalpha() or alike(seen) in expected.known_words:
        return None
    if seen in expected.fake_spellings:
        return min(expected.spellings, key=lambda word: distance(seen, word), default=None)
    for wanted in expected.spellings:
        allowed = 1 if len(wanted) < _LONG_WORD else 2
        if 0 < distance(seen, wanted) <= allowed and not _is_fragment(seen, wanted):
            return wanted
    return None


def _is_fragment(seen: str, wanted: str) -> bool:
    """Return whether the beginning or end is merely cut off (by a hand, a glare) or something was read onto it."""
    return wanted.startswith(seen) or wanted.endswith(seen) or (wanted in seen and not _doubled(seen, wanted))


def _is_misspelt(place: Place, wanted: str, seen: Glimpses) -> bool:
    if place.line.height < _LEAST_HEIGHT or not seen.agree(place.seen, least=_CERTAIN):
        return False
    if seen.covered and not _no_hand_makes(skeleton(place.seen), wanted):
        return False
    others = {skeleton(word) for text, _ in place.line.also for word, _, _ in windows(text)}
    return wanted not in others and not _may_be_covered(skeleton(place.seen), wanted, seen)


def _no_hand_makes(word: str, wanted: str) -> bool:
    """Return whether a misspelling is of a kind that a hand across the word cannot bring about.

    Whether one lies there is known only roughly: what clings to a hand or points at it counts as covered too. But a
    hand makes no two letters change places and doubles none, and where it hides one, a gap stays (``_may_be_covered``).
    """
    if len(word) == len(wanted):
        return sorted(word) == sorted(wanted)
    if len(word) > len(wanted):
        return _doubled(word, wanted)
    dropped = [wanted[k] for k in range(len(wanted)) if wanted[:k] + wanted[k + 1 :] == word]
    return bool(dropped) and not _STROKES.issuperset(dropped)


def _doubled(word: str, wanted: str) -> bool:
    """Return whether one letter stands twice that should stand once, and is not a mere stroke."""
    doubled = [letter for k, letter in enumerate(wanted) if wanted[:k] + letter + wanted[k:] == word]
    return bool(doubled) and not _STROKES.issuperset(doubled)


def _may_be_covered(word: str, wanted: str, seen: Glimpses) -> bool:
    """Return whether the word may be spelt as wanted, with letters hidden by a hand or a glare."""
    if len(word) >= len(wanted):
        return False
    sites = [k for k in range(len(word) + 1) if wanted[:k] + wanted[k + 1 :] == word]
    return not sites or any(_may_be_hidden(k, len(wanted), seen) for k in sites)


def _may_be_hidden(k: int, letters: int, seen: Glimpses) -> bool:
    """Return whether the missing letter ``k`` of so many may be there, beneath something."""
    rooms = [seen.cover_at(each / letters, (each + 1) / letters) for each in range(letters)]
    if rooms[k] > _WHOLLY_UNDER_HANDS and median(rooms) < _UNDER_HANDS:
        return True
    return seen.gap_at(k) > (_COVERED_BY_HANDS if rooms[k] > _UNDER_HANDS else _COVERED)


def _misspelt(place: Place, wanted: str) -> Finding:
    sentence = f"The dial says “{place.seen}” where “{wanted}” is expected: the word is misspelt."
    observed = f"{place.seen} for {wanted}"
    return _spelling(Bearing.CONTRADICTS, strength_of(place), observed, sentence, place)


def _spelling(bearing: Bearing, strength: float, observed: str, sentence: str, place: Place) -> Finding:
    return finding(Component.DIAL, "misspelling", bearing, strength, observed, sentence, place.region)


def judge_address(readings: Sequence[Reading]) -> Finding | None:
    """Note text in a photo that addresses its examiner. It is not followed, and it is not quoted."""
    for reading in readings:
        lines = sorted(reading.lines, key=lambda line: (round(line.band.centre[1], 2), line.band.centre[0]))
        if _ADDRESS.search(" ".join(line.text for line in lines)):
            sentence = (
                "A photo holds text that addresses whoever examines it. It was read as evidence and not followed."
            )
            return finding(
                Component.DIAL, "wording_on_dial", Bearing.NEUTRAL, CLEAR, "text that addresses the examiner", sentence
            )
    return None
