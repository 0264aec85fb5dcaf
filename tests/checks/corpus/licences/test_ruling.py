"""Licence texts: what is read, what it means, and what stays unknown."""

import pytest

from hegui.catalogue import load
from hegui.checks.corpus.licences.ruling import ruling
from hegui.checks.corpus.licences.table import licence_table, row_of


@pytest.mark.parametrize(
    ("given", "expression", "answer"),
    [
        ("MIT", "MIT", "conditional"),
        ("MIT License", "MIT", "conditional"),
        ("Apache 2", "Apache-2.0", "conditional"),
        ("BSD 3-Clause License", "BSD-3-Clause", "conditional"),
        ("Apache License 2.0", "Apache-2.0", "conditional"),
        ("Apache License, Version 2.0", "Apache-2.0", "conditional"),
        ("cc-by-4.0", "CC-BY-4.0", "conditional"),
        ("CC BY-NC-SA 4.0", "CC-BY-NC-SA-4.0", "not_permitted"),
        ("知识共享 署名-非商业性使用 4.0 许可协议", "CC-BY-NC-4.0", "not_permitted"),
        ("木兰宽松许可证第2版", "MulanPSL-2.0", "conditional"),
        ("CC-BY-NC-3.0-DE", "CC-BY-NC-3.0-DE", "not_permitted"),
        ("CC-BY-ND-4.0", "CC-BY-ND-4.0", "not_permitted"),
        ("CC0-1.0", "CC0-1.0", "permitted"),
        ("GPL-2.0+", "GPL-2.0-or-later", "conditional"),
        (
            "GPL-2.0-only WITH Classpath-exception-2.0",
            "GPL-2.0-only WITH Classpath-exception-2.0",
            "conditional",
        ),
    ],
)
def test_usual_spellings_are_read(given: str, expression: str, answer: str) -> None:
    found = ruling(given)
    assert (found.expression, found.answer) == (expression, answer)


@pytest.mark.parametrize(
    ("given", "answer"),
    [
        ("MIT AND CC-BY-NC-4.0", "not_permitted"),
        ("MIT OR CC-BY-NC-4.0", "conditional"),
        ("MIT AND LicenseRef-x", "unknown"),
        ("MIT OR LicenseRef-x", "conditional"),
        ("CC-BY-NC-4.0 AND LicenseRef-x", "not_permitted"),
        ("CC-BY-NC-4.0 OR LicenseRef-x", "unknown"),
        ("CC0-1.0 OR (MIT AND CC-BY-NC-4.0)", "permitted"),
        ("(CC0-1.0 OR MIT) AND CC-BY-NC-4.0", "not_permitted"),
    ],
)
def test_all_bind_with_and_and_one_may_be_chosen_with_or(given: str, answer: str) -> None:
    assert ruling(given).answer == answer


def test_the_conditions_are_those_of_the_part_that_decides() -> None:
    assert ruling("MIT OR CC-BY-NC-4.0").conditions == ("notice",)
    assert ruling("MIT AND CC-BY-SA-4.0").conditions == ("notice", "attribution", "share_alike")


@pytest.mark.parametrize(
    "given",
    ["", "  ", "other", "Unknown", "NOASSERTION", "未知", "my own words", "licences/a.pdf", "(((",
     "MIT AND", "MIT/Apache-2.0", "x" * 10_000, "(" * 5000 + "MIT" + ")" * 5000, "\ud800", "CC-BY"],
)  # fmt: skip
def test_what_is_not_known_is_never_compatible(given: str) -> None:
    found = ruling(given)
    assert found.answer == "unknown"
    assert found.reason_zh
    assert found.reason_en


def test_every_row_has_a_basis_and_a_grade_of_the_catalogue() -> None:
    table = licence_table()
    grades = load().grades
    for row in table.rows:
        assert row.basis
        assert row.grade in grades
        assert set(row.conditions) <= set(table.conditions)
    assert len({pattern for row in table.rows for pattern in row.ids}) == sum(
        len(row.ids) for row in table.rows
    )


def test_every_licence_of_the_table_and_every_alias_is_known_to_spdx() -> None:
    from license_expression import get_spdx_licensing

    known = {key.lower() for key in get_spdx_licensing().known_symbols}
    ids = [i for row in licence_table().rows for i in row.ids if not i.startswith("LicenseRef-")]
    for pattern in ids:
        stem = pattern.rstrip("*").lower()
        assert any(k.startswith(stem) if pattern.endswith("*") else k == stem for k in known), (
            pattern
        )
    for licence in licence_table().aliases.values():
        assert row_of(licence) is not None, licence
