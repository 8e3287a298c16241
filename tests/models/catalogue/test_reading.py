import pytest

from models.catalogue.reading import read_brand

BRAND = """
name = "Example"
source = "own"
[sources]
own = "A catalogue of examples, 2024"
[[models]]
name = "One"
references = [{ reference = "A-1", years = "1990-1995" }]
source = "own"
"""


def test_a_row_s_key_becomes_the_title_of_its_source() -> None:
    brand = read_brand(BRAND)
    assert brand.models[0].source == "A catalogue of examples, 2024"
    assert str(brand.models[0].references[0].years) == "1990 to 1995"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('source = "own"\n[sources]', "[sources]"),
        ('source = "own"\n[sources]', 'source = "other"\n[sources]'),
        ('"A catalogue of examples, 2024"', '"short"'),
        ('"1990-1995"', '"1995-1990"'),
        ('name = "One"', 'name = "One"\nprice = 3'),
        ('name = "Example"', "name = "),
    ],
)
def test_a_data_file_with_a_fault_is_refused(old: str, new: str) -> None:
    assert old in BRAND
    with pytest.raises(ValueError):  # noqa: PT011 - pydantic's and TOML's errors are both such
        read_brand(BRAND.replace(old, new, 1))
