import pytest
import typst

from pipeline.certificate.pdf.glyphs import _RANGES, FONTS, all_shown, is_lacking, shown

STYLES = ("", "weight: 600", "weight: 700", 'style: "italic"')


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("font", [FONTS, FONTS[::-1]], ids=["serif first", "mono first"])
def test_every_character_that_is_kept_has_a_glyph(style: str, font: tuple[str, str]) -> None:
    kept = [chr(c) for low, high in _RANGES for c in range(low, high + 1)]
    boxes = "\n".join(f'#box("\\u{{{ord(c):x}}}")' for c in kept if shown(c) == c)
    fonts = ", ".join(f'"{name}"' for name in font)
    head = '#set document(title: "x", date: datetime(year: 2026, month: 1, day: 1))\n'
    source = f"{head}#set text(font: ({fonts}){', ' + style if style else ''})\n{boxes}"
    typst.compile(source.encode(), ignore_system_fonts=True, pdf_standards=["a-3b"], timestamp=0)


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        ("Aldenmoor", "Aldenmoor"),
        ("Jürgen Čech Łódź", "Jürgen Čech Łódź"),
        ("Полёт Ωmega", "Полёт Ωmega"),
        ("שלום", "שלום"),
        ("Ὀδυσσεύς", "Ὀδυσσεύς"),
        ("精工 Seiko", "[Chinese or Japanese] Seiko"),
        ("精工舎 セイコー 7S26", "[Japanese] 7S26"),
        ("한국 시계", "[Korean]"),
        ("นาฬิกา", "[Thai]"),
        ("精한", "[Chinese or Japanese and Korean]"),
        ("😀", "[symbol]"),
        ("a 😀👨 b", "a [symbols] b"),
        ("a\x00b\nc\u2028d", "a b c d"),
        ("a\u202eb\u200dc\ufeffd", "abcd"),
        ("e\u0301", "é"),
        ("H\u0335\u031be", "He"),
        ("\ue000", "[symbol]"),
    ],
)
def test_what_people_write_becomes_what_the_pages_can_show(written: str, seen: str) -> None:
    assert shown(written) == seen


def test_an_overlong_word_may_be_broken_and_loses_no_letter() -> None:
    broken = shown("W" * 120)
    assert broken.replace("\u200b", "") == "W" * 120
    assert max(map(len, broken.split("\u200b"))) == 14


def test_every_text_in_a_sheet_is_treated_and_nothing_else() -> None:
    sheet = {"a": ["한", {"b": ("한", 1.5, None, True)}]}
    assert all_shown(sheet) == {"a": ["[Korean]", {"b": ["[Korean]", 1.5, None, True]}]}
    assert is_lacking(sheet)
    assert not is_lacking({"a": ["[Korean]", {"b": ("Ωmega", 1.5, None, True)}]})


def test_nothing_that_people_write_themselves_in_brackets_is_taken_for_a_script() -> None:
    assert shown("[Korean] [Korean]") == "[Korean] [Korean]"
