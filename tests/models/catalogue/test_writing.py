from hypothesis import given
from hypothesis import strategies as st

from models.catalogue import load
from models.catalogue.importing import CalibreRow, Taken, WatchRow, take_rows
from models.catalogue.reading import read_brand
from models.catalogue.writing import brand_files
from models.catalogue.years import Years

SOURCE = "Records of an owner, 2025"


def test_rows_that_were_taken_come_back_from_the_file() -> None:
    rows: list[WatchRow | CalibreRow] = [
        WatchRow(brand="Omega", reference="CK 2998", model='Speed"master\\', years=Years(first=1960), source=SOURCE),
        WatchRow(
            brand="Omega", reference="145.022", calibre="861", years=Years(first=1974, last=1974), source="Other, 1"
        ),
        CalibreRow(maker="Omega", name="861", kind="manual", jewels=17, frequency=21600, source=SOURCE),
    ]
    files = brand_files(rows)
    assert list(files) == ["omega.toml"]
    brand = read_brand(files["omega.toml"])
    assert [(model.name, model.references[0].reference, model.source) for model in brand.models] == [
        ('Speed"master\\', "CK 2998", SOURCE),
        ("(model not recorded)", "145.022", "Other, 1"),
    ]
    assert str(brand.models[0].references[0].years) == "1960 on"
    assert brand.models[1].references[0].calibres == ("861",)
    assert brand.calibres[0].jewels == 17


@given(st.lists(st.tuples(st.text(max_size=30), st.text(max_size=30), st.text(max_size=20)), max_size=6))
def test_whatever_was_taken_makes_files_that_can_be_read(rows: list[tuple[str, str, str]]) -> None:
    cells = [
        {"brand": brand, "reference": f"A{n} {reference}", "model": model}
        for n, (brand, reference, model) in enumerate(rows)
    ]
    results = take_rows(cells, catalogue=load(), source=SOURCE)
    files = brand_files(result.row for result in results if isinstance(result, Taken))
    for name, text in files.items():
        assert name.removesuffix(".toml").isalnum()
        read_brand(text)
