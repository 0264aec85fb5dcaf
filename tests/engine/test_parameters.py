"""What stands under `checks` of the project file is compared with what the checks declare."""

from pathlib import Path
from typing import Annotated

import pytest
from msgspec import Meta

from hegui.catalogue.model import Catalogue
from hegui.checks.model.measures.kinds import MEASURES
from hegui.common.struct import Record
from hegui.engine.parameters import NoParameters, check_parameters, read_parameters
from hegui.engine.registry import load_checks
from hegui.engine.runner import project_seed
from hegui.project import load_project
from hegui.project.declared import Declared
from hegui.project.errors import ProjectFileError

HEAD = "schema: hegui/project/1\norganisation: {id: acme, name: 示例公司}\nas_of: 2026-11-20\n"


class Sized(Record, frozen=True, kw_only=True):
    size: Annotated[int, Meta(ge=1)] = 5


class Listed:
    def __init__(self, check_id: str, parameters: type[Record] = NoParameters) -> None:
        self.id = check_id
        self.parameters = parameters


KNOWN = [Listed("a.one", Sized), Listed("a.two")]


@pytest.fixture
def read(tmp_path: Path, catalogue: Catalogue):
    def load(checks: str) -> Declared:
        path = tmp_path / "hegui.yaml"
        path.write_text(HEAD + checks, encoding="utf-8")
        return load_project(path, catalogue)

    return load


@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        ("a.onee: {size: 3}", "unknown_check", "did you mean “a.one”?"),
        ("a.one: {siez: 3}", "unknown_key", "did you mean “size”?"),
        ("a.one: {size: many}", "wrong_type", "a whole number"),
        ("a.one: {size: 0}", "out_of_bounds", "at least 1"),
        ("a.two: {size: 3}", "unknown_key", "no parameters"),
        ("engine: {sed: k1}", "unknown_key", "did you mean “seed”?"),
        ("engine: {seed: [1]}", "wrong_type", "text"),
    ],
)
def test_a_problem_has_its_line_and_a_suggestion(read, line: str, code: str, said: str) -> None:
    declared = read(
        f"checks:\n  a.one: {{}}\n  {line}\n".replace("  a.one: {}\n  a.one:", "  a.one:")
    )
    with pytest.raises(ProjectFileError) as caught:
        check_parameters(declared, KNOWN)
    (problem,) = caught.value.problems
    assert problem.code == code
    assert problem.line == 5 + (not line.startswith("a.one:"))
    assert problem.key.startswith(f"checks.{line.partition(':')[0]}")
    assert said in problem.text.en


def test_all_problems_are_told_at_once(read) -> None:
    with pytest.raises(ProjectFileError) as caught:
        check_parameters(read("checks:\n  a.one: {size: 0, x: 1}\n  b.one: {}\n"), KNOWN)
    assert len(caught.value.problems) == 3


def test_a_name_may_belong_to_a_plugin_that_cannot_be_loaded(read) -> None:
    declared = read("checks:\n  acme.titles: {sample: 3}\n")
    check_parameters(declared, KNOWN, complete=False)


def test_what_fits_is_read_with_defaults(read) -> None:
    declared = read("checks:\n  a.one: {size: 7}\n  engine: {seed: k1}\n")
    check_parameters(declared, KNOWN)
    assert read_parameters(declared, "a.one", Sized).size == 7
    assert read_parameters(declared, "a.two", Sized).size == 5
    assert project_seed(declared) == "k1"


def test_without_a_seed_draws_follow_from_organisation_and_day(read) -> None:
    assert project_seed(read("")) == "acme/2026-11-20"


def test_our_checks_declare_what_they_read() -> None:
    fields = {c.id: set(c.parameters.__struct_fields__) for c in load_checks().all()}
    explicit = {"sample", "prompt"}
    asking = {"size", "requests_per_second", "tokens_per_minute", "endpoint", "calibration"}
    judged = asking | {"judge", "judges"}
    recorded = judged | {"banks", "answers", "subject"}
    load = {"endpoints", "requests", "loads", "lengths", "answer_tokens", "minutes"}
    load |= {"requests_per_second"}
    suspension = {"endpoint", "accounts", "control", "keys", "suspended", "requests_per_second"}
    suspension |= {"recorded", "subject", "banks"}
    suite = judged | {"bank", "bank_key_env"}
    assert {name: found for name, found in fields.items() if found} == {
        "corpus.duplicates": {"resemblance"},
        "corpus.licences": {"answers"},
        "corpus.pii": {"engine", "digest_key_env", "kinds"},
        "corpus.protected": {"share"},
        "corpus.terms": {"engine", "digest_key_env", "variants"},
        **{f"label.explicit.{kind}": explicit for kind in ("text", "image", "audio", "video")},
        "label.pipeline": {"steps"},
        **{measure.check: suite for measure in MEASURES.values()},
        "model.attack": judged | {"banks", "attacks"},
        "service.suspension": suspension,
        "model.capability": {*load, "journals", "journal_key_env"},
        "model.compare": {"before", "after", "measure", "subject"},
        "model.generated.classifier": recorded,
        "model.generated.keyword": asking | {"banks"},
        "model.generated.manual": recorded,
        "model.refusal.should": judged | {"banks"},
        "model.refusal.should_not": judged | {"banks"},
        "records.logs": {"quiet_days"},
    }


def test_what_does_not_fit_our_checks_is_refused(read) -> None:
    given = "corpus.terms: {engine: magic}\n  corpus.pii: {digest_key_env: a b}\n"
    more = "  records.logs: {quiet_days: {network: -1}}\n  model.refusal.should: {size: 0}\n"
    with pytest.raises(ProjectFileError) as caught:
        check_parameters(read(f"checks:\n  {given}{more}"), load_checks().all())
    assert [(problem.line, problem.code) for problem in caught.value.problems] == [
        (5, "unknown_word"),
        (6, "out_of_bounds"),
        (7, "out_of_bounds"),
        (8, "out_of_bounds"),
    ]
