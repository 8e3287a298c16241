from pipeline.lifecycle import codes


def test_a_code_opens_what_was_sealed_with_it_however_it_is_written() -> None:
    code = codes.new_code()
    sealed = codes.seal(code, b"a secret", about="a watch")
    spelled = (code, code.lower(), code.replace("-", ""), code.replace("-", " "))
    assert [codes.unseal(each, sealed, about="a watch") for each in spelled] == [b"a secret"] * 4


def test_letters_that_are_read_for_digits_are_taken_for_them() -> None:
    sealed = codes.seal("0011-AAAA-BBBB", b"a secret", about="a watch")
    assert codes.unseal("OoIl-aaaa-bbbb", sealed, about="a watch") == b"a secret"


def test_another_code_or_another_watch_opens_nothing() -> None:
    sealed = codes.seal("0011-AAAA-BBBB", b"a secret", about="a watch")
    assert codes.unseal("0011-AAAA-BBBC", sealed, about="a watch") is None
    assert codes.unseal("0011-AAAA-BBBB", sealed, about="another watch") is None


def test_what_is_kept_names_neither_the_code_nor_the_secret() -> None:
    code = codes.new_code()
    kept = codes.seal(code, b"M204817", about="a watch").model_dump_json()
    assert code not in kept
    assert code.replace("-", "") not in kept
    assert b"M204817".hex() not in kept
    assert codes.seal(code, b"M204817", about="a watch").model_dump_json() != kept


def test_codes_are_drawn_at_random_in_groups_that_can_be_read_aloud() -> None:
    drawn = {codes.new_code() for _ in range(200)}
    assert len(drawn) == 200
    assert {len(group) for each in drawn for group in each.split("-")} == {4}
