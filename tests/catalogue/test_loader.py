"""Loading: layers, the cache, dates, and what a user's folder may add or replace."""

import datetime as dt
import multiprocessing
import os
from pathlib import Path

import msgspec
import pytest

from hegui.catalogue import load, loader
from hegui.catalogue.checking import check_folders
from hegui.catalogue.files import MAX_BYTES, folder_sources
from hegui.catalogue.loader import records
from hegui.catalogue.problems import CatalogueError, CatalogueFolderError, Problem
from hegui.catalogue.rows import collect
from hegui.common.cache import cache_folder

EXTRA = """
instruments:
- id: CITY
  title_zh: 某市大模型管理办法（试行）
  title_en: City measures for large models (trial)
  level: normative_document
  effective_from: 2026-06-01
  effective_to: 2026-12-31
  grade: unverified

obligations:
- id: CITY-1
  instrument: CITY
  article: '3'
  bearers: [provider]
  applies_when: serves_public_in_china && generative_service
  trigger: before_launch
  modality: shall
  layer: organisation
  zh: 上线前向市级部门报告
  en: Report to the city authority before launch
  grade: unverified
"""


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HEGUI_CACHE_DIR", str(tmp_path / "cache"))
    return tmp_path / "cache"


def folder(tmp_path: Path, text: str, name: str = "extra") -> Path:
    path = tmp_path / name
    path.mkdir()
    (path / "rows.yaml").write_text(text, "utf-8")
    return path


def reading(path: Path) -> list[Problem]:
    """Return what is wrong with the files of a folder by themselves."""
    raw = collect([folder_sources(path, name=path.name)])
    try:
        records(raw, "")
    except CatalogueError as error:
        return list(error.problems)
    return []


def refuse(*_args: object) -> None:
    raise AssertionError("built again")


def test_the_second_load_comes_from_the_cache(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = load(as_of=dt.date(2026, 11, 20))
    monkeypatch.setattr(loader, "build", refuse)
    assert load(as_of=dt.date(2026, 11, 20)) == first


def test_a_damaged_cache_is_rebuilt(cache: Path) -> None:
    first = load(as_of=dt.date(2026, 11, 20))
    (entry,) = (cache / "catalogue").iterdir()
    whole = entry.read_bytes()
    for broken in (b"", whole[:1000], whole[:-1] + bytes([whole[-1] ^ 1]), os.urandom(500)):
        entry.write_bytes(broken)
        assert load(as_of=dt.date(2026, 11, 20)) == first
        assert entry.read_bytes() == whole


def test_a_cache_that_cannot_be_written_costs_only_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("not a folder")
    monkeypatch.setenv("HEGUI_CACHE_DIR", str(tmp_path / "file"))
    assert len(load().obligations) == 464


def _load_digest(_n: int) -> str:
    return load().digest


def test_processes_may_share_the_cache(cache: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(3) as pool:
        assert len(set(pool.map(_load_digest, range(6)))) == 1
    assert not [p for p in (cache / "catalogue").iterdir() if p.name.startswith(".")]


def test_a_folder_adds_rows(tmp_path: Path) -> None:
    catalogue = load([folder(tmp_path, EXTRA)])
    assert len(catalogue.obligations) == 465
    assert catalogue.obligations["CITY-1"].effective_to == dt.date(2026, 12, 31)
    assert catalogue.version.startswith(load().version + "+")
    assert catalogue.digest != load().digest


def test_a_folder_replaces_rows_whole(tmp_path: Path) -> None:
    text = EXTRA.replace("CITY-1", "GAI-04-1")
    catalogue = load([folder(tmp_path, text)])
    assert len(catalogue.obligations) == 464
    assert catalogue.obligations["GAI-04-1"].zh == "上线前向市级部门报告"
    assert catalogue.obligations["GAI-04-1"].text_anchor == ""


def test_later_folders_win(tmp_path: Path) -> None:
    one = folder(tmp_path, EXTRA, "one")
    two = folder(tmp_path, EXTRA.replace("上线前", "上线后"), "two")
    assert load([one, two]).obligations["CITY-1"].zh.startswith("上线后")
    assert load([two, one]).obligations["CITY-1"].zh.startswith("上线前")


def test_a_folder_replaces_a_whole_clause_set(tmp_path: Path) -> None:
    text = """
remove: {clauses: all, criteria: all, crosswalk: all}
clause_sets:
- {id: own, title_zh: 自有条款, title_en: Own clauses, grade: inferred,
   structure: [{id: '1', zh: 总则, en: General}]}
clauses:
- id: '1.1'
  clause_set: own
  parent: '1'
  kind: management_system
  layer: organisation
  title_zh: 负责人
  title_en: Person in charge
  requirement_zh: 指定负责人。
  requirement_en: Name a person in charge.
  strength: practice
  documented_information: {required: false, level: none}
  applies_to: all
  check_type: doc_check
  basis: reasoned
  grade: inferred
criteria:
- id: '1.1'
  subject_kind: organisation
  applies_when: 'true'
  weight: 1
  gate: false
  grade: inferred
  conditions:
  - {id: named, needs: attestation, essential: true, max_age_days: 365, role: top_manager,
     statement_zh: 已指定。, statement_en: A person is named.}
"""
    catalogue = load([folder(tmp_path, text)])
    assert list(catalogue.clauses) == list(catalogue.criteria) == ["1.1"]
    report = check_folders([tmp_path / "extra"])
    assert report.ok
    assert {p.code for p in report.problems} == {"obligation_not_carried", "requirement_not_used"}


def test_errors_name_file_line_row_and_field(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError) as caught:
        load([folder(tmp_path, EXTRA.replace("article: '3'", "article: 3"))])
    assert caught.value.exit_code == 2
    message = caught.value.message("en")
    assert "extra/rows.yaml:14: CITY-1.article" in message
    assert caught.value.as_dict("zh")["data"]["problems"][0]["field"] == "article"


def test_all_errors_are_listed_not_only_the_first(tmp_path: Path) -> None:
    text = EXTRA.replace("article: '3'", "article: 3").replace("level: norm", "lvl: norm")
    with pytest.raises(CatalogueError) as caught:
        load([folder(tmp_path, text)])
    assert {p.row for p in caught.value.problems} == {"CITY", "CITY-1"}


def test_a_folder_that_is_not_there_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(CatalogueFolderError) as caught:
        load([tmp_path / "nowhere"])
    assert "nowhere" in caught.value.message("zh")
    assert caught.value.exit_code == 2


def test_a_huge_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = folder(tmp_path, "")
    with (path / "huge.yaml").open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    with pytest.raises(CatalogueError) as caught:
        load([path])
    assert caught.value.problems[0].code == "too_large"


def test_links_out_of_the_folder_are_not_followed(tmp_path: Path) -> None:
    path = folder(tmp_path, "")
    (tmp_path / "outside.yaml").write_text("nonsense: [", "utf-8")
    (path / "link.yaml").symlink_to(tmp_path / "outside.yaml")
    assert len(load([path]).obligations) == 464


def test_the_day_is_today_in_shanghai_unless_given() -> None:
    assert abs(load().as_of - dt.datetime.now(dt.UTC).date()) <= dt.timedelta(days=1)
    assert load(as_of=dt.date(2026, 1, 2)).as_of == dt.date(2026, 1, 2)


def test_the_catalogue_survives_json() -> None:
    catalogue = load(as_of=dt.date(2026, 11, 20))
    again = msgspec.json.decode(msgspec.json.encode(catalogue), type=type(catalogue))
    assert again == catalogue


def test_the_cache_folder_is_the_users_unless_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HEGUI_CACHE_DIR", raising=False)
    assert cache_folder().name == "hegui"


@pytest.mark.parametrize(
    "text",
    ["a: &a [*a]\n", "a: " + "[" * 100_000, "\n".join(" " * n + "a:" for n in range(900))],
    ids=["recursive", "deep lists", "deep mappings"],
)
def test_nesting_without_end_is_refused_not_a_crash(tmp_path: Path, text: str) -> None:
    (problem,) = reading(folder(tmp_path, text))
    assert problem.code == "too_large"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("defaults: {duties: {a: 1}}\n", "unknown_kind"),
        ("remove: {duties: all}\n", "unknown_kind"),
        ("remove: [clauses]\n", "not_a_mapping"),
        ("labels: [a]\n", "not_a_mapping"),
        ("a: 1\n---\nb: 2\n", "not_yaml"),
        ('a: "\x00"\n', "not_yaml"),
        ("instruments:\n- {id: X, published: 2026-13-45}\n", "not_yaml"),
        ("instruments: !!python/object/apply:os.system [id]\n", "no_id"),
    ],
)
def test_other_broken_files_have_their_sentence(tmp_path: Path, text: str, code: str) -> None:
    (problem, *_) = reading(folder(tmp_path, text))
    assert problem.code == code
    assert problem.file == "extra/rows.yaml"


def test_a_problem_inside_a_list_names_the_item_and_its_line(tmp_path: Path) -> None:
    text = """
criteria:
- id: "4.1"
  subject_kind: organisation
  applies_when: "true"
  weight: 1
  gate: false
  grade: inferred
  conditions:
  - {id: a, needs: evidence, essential: true}
  - {id: b, needs: magic, essential: true}
"""
    (problem,) = reading(folder(tmp_path, text))
    assert problem.where() == "extra/rows.yaml:11: 4.1.conditions[1].needs"
    assert problem.text.zh == "取值 'magic' 不在允许之列。"


def test_an_empty_folder_is_said_to_be_empty(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(CatalogueFolderError) as caught:
        load([tmp_path / "empty"])
    assert "没有 .yaml 文件" in caught.value.message("zh")


def test_the_digest_does_not_depend_on_the_name_of_the_folder(tmp_path: Path) -> None:
    one, two = folder(tmp_path, EXTRA, "one"), folder(tmp_path, EXTRA, "two")
    assert load([one]).digest == load([two]).digest
