"""Who judges: judges as data, read from a file or the project, and the digest that names them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from hegui.checks.model.judges.errors import BadJudgesError, UnknownJudgeError
from hegui.common.struct import Record
from hegui.engine.tables import read_text
from hegui.project.model import ID_PATTERN, Endpoint

Kind = Literal["refusal", "rule", "keyword", "llm", "guard", "plugin", "people", "combined"]
Rule = Literal["any_unsafe", "all", "majority", "first"]
Id = Annotated[str, Meta(pattern=ID_PATTERN)]


class JudgeSpec(Record, frozen=True, kw_only=True):
    """One judge.

    `llm` and `guard` are asked over the OpenAI protocol (`base_url`, `model`, `api_key_env`, how
    fast, and the prices of a million tokens asked and answered, None where they are not told); `format` names the output format of a guard model, `rubric` a file in place of the shipped
    rubric. `plugin` names an entry point of `hegui.judges`. `people` reads filled review `sheets`.
    `combined` asks other `judges` and combines them by `rule`. Inside a check `rule` is the check's own
    rules, `keyword` the keyword libraries of the project. `version` is what the owner calls this
    version of the judge (the digest of its weights, for example).
    """

    id: Id
    kind: Kind
    version: str = ""
    base_url: str = ""
    model: str = ""
    api_key_env: str = ""
    max_tokens: Annotated[int, Meta(ge=1)] = 256
    temperature: Annotated[float, Meta(ge=0.0, le=2.0)] = 0.0
    concurrency: Annotated[int, Meta(ge=1, le=256)] = 8
    timeout_s: Annotated[float, Meta(gt=0.0, le=3600.0)] = 60.0
    attempts: Annotated[int, Meta(ge=1, le=20)] = 6
    price_in: Annotated[float, Meta(ge=0.0)] | None = None
    price_out: Annotated[float, Meta(ge=0.0)] | None = None
    format: str = ""
    rubric: str = ""
    plugin: str = ""
    sheets: tuple[str, ...] = ()
    judges: tuple[Id, ...] = ()
    rule: Rule = "any_unsafe"

    def endpoint(self) -> Endpoint:
        """Return the endpoint of a judge that is a model."""
        return Endpoint(
            id=self.id,
            subject=self.id,
            base_url=self.base_url,
            model=self.model,
            api_key_env=self.api_key_env,
            temperature=self.temperature,
            max_tokens=self.max_tokens,
            concurrency=self.concurrency,
            timeout_s=self.timeout_s,
            attempts=self.attempts,
        )

    @property
    def served(self) -> bool:
        """Whether the judge is a model that is asked."""
        return self.kind in SERVED

    def problem(self) -> str:
        """Return what a definition lacks, in the words of its fields; empty when it is whole."""
        lacking = [field for field in NEEDS[self.kind] if not getattr(self, field)]
        return " ".join(lacking)


NEEDS: dict[Kind, tuple[str, ...]] = {
    "refusal": (),
    "rule": (),
    "keyword": (),
    "llm": ("base_url",),
    "guard": ("base_url", "format"),
    "plugin": ("plugin",),
    "people": ("sheets",),
    "combined": ("judges",),
}
SERVED: tuple[Kind, ...] = ("llm", "guard")
REFUSAL = JudgeSpec(id="refusal", kind="refusal")
OWN: tuple[Kind, ...] = ("rule", "keyword")
"""Kinds of judges that a check brings with it."""
BUILT_IN = (REFUSAL, JudgeSpec(id="rule", kind="rule"), JudgeSpec(id="keyword", kind="keyword"))


class JudgesFile(Record, frozen=True, kw_only=True):
    """A file of judges."""

    schema: Literal["hegui/judges/1"]
    judges: tuple[JudgeSpec, ...]


class Judges:
    """The judges that are known, by id; paths in them are relative to `root`."""

    def __init__(self, specs: tuple[JudgeSpec, ...], root: Path) -> None:
        self.root = root
        self._specs = {spec.id: spec for spec in BUILT_IN}
        for spec in specs:
            if spec.id in self._specs:
                raise BadJudgesError(file=root.name, why=f"{spec.id}: duplicate id")
            if lacking := spec.problem():
                raise BadJudgesError(file=root.name, why=f"{spec.id} ({spec.kind}): {lacking}")
            self._specs[spec.id] = spec

    @property
    def specs(self) -> tuple[JudgeSpec, ...]:
        """All judges that are known, the built-in ones first."""
        return tuple(self._specs.values())

    def get(self, name: str, within: tuple[str, ...] = ()) -> JudgeSpec:
        """Return a judge; raise for an unknown one, and for one that would judge within itself."""
        if name not in self._specs:
            raise UnknownJudgeError(id=name, known=", ".join(sorted(self._specs)))
        if name in within:
            raise BadJudgesError(file=self.root.name, why=" → ".join((*within, name)))
        return self._specs[name]

    def within(self, name: str, above: tuple[str, ...] = ()) -> Iterator[JudgeSpec]:
        """Yield a judge and all that are combined in it."""
        spec = self.get(name, above)
        yield spec
        for one in spec.judges if spec.kind == "combined" else ():
            yield from self.within(one, (*above, name))


def read_judges(path: Path | None) -> Judges:
    """Read a file of judges; without one there is only the refusal judge."""
    if path is None:
        return Judges((), Path())
    try:
        found = msgspec.yaml.decode(read_text(path).encode(), type=JudgesFile)
    except (msgspec.ValidationError, msgspec.DecodeError) as error:
        raise BadJudgesError(file=path.name, why=str(error)) from error
    return Judges(found.judges, path.parent)
