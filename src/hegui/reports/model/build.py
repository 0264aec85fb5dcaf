"""From a test's folder to the context of its report, on the means of the corpus report."""

from collections import Counter, defaultdict
from itertools import islice
from typing import Any

from hegui.catalogue.model import Catalogue
from hegui.common.hashing import sha256_bytes
from hegui.common.masking import masked
from hegui.common.text import Lang
from hegui.engine.statistics import rate
from hegui.reports.corpus.context import Answer, CorpusContext, Part, Table
from hegui.reports.corpus.rules import rule_word, support_word
from hegui.reports.corpus.say import Say, shown
from hegui.reports.model import figures
from hegui.reports.model.names import Names
from hegui.reports.model.reading import Told, spread, telling
from hegui.reports.model.words import model_words

ATTACK = "model.attack"
HEAD_CHARS, EXAMPLE_CHARS, EXAMPLES, DIFFER = 4, 24, 20, 50


def build_model(told: Told, catalogue: Catalogue, lang: Lang, *, as_of: str) -> CorpusContext:
    """Build the context; reads no clock and shows no word of an answer but masked."""
    say = Say(catalogue, lang)
    say.w = say.w | model_words(lang)
    made = _Maker(say, told)
    version = f"{catalogue.version} ({catalogue.digest[:12]})"
    name = shown(told.result["endpoint"].get("model") or told.path.name)
    return CorpusContext(
        lang=lang,
        w=say.w,
        title=say.w["title"],
        name=name,
        as_of=as_of,
        report_id=told.digest[:12],
        digest=told.digest,
        catalogue=version,
        facts=(
            (say.w["as_of"], as_of),
            (say.w["folders"], shown(told.path.name)),
            (say.w["catalogue"], version),
            (say.w["digest"], told.digest),
        ),
        parts=made.parts(),
    )


class _Maker:
    """Makes the parts of one report."""

    def __init__(self, say: Say, told: Told) -> None:
        self.say, self.w, self.told = say, say.w, told
        self.names = Names(say.lang, say)
        self.result, self.run = told.result, told.result["run"]
        given: dict[str, dict[str, Any]] = told.result["measures"]
        order = {name: at for at, name in enumerate(self.w["measures"])}
        names = sorted(given, key=lambda name: (order.get(name, len(order)), name))
        self.measures = {name: given[name] for name in names}

    def parts(self) -> tuple[Part, ...]:
        """Return all parts in order."""
        return (
            self.answers(),
            self.read(),
            self.risks(),
            self.judges(),
            self.attacks(),
            self.examples(),
            self.cost(),
            self.unseen(),
            self.strata(),
        )

    def part(self, name: str, state: str, *lead: str, **more: Any) -> Part:
        """Return a part with its title and state."""
        return Part(name, self.w["parts"][name], self.say.state(state), lead, **more)

    def name(self, check: str) -> str:
        """Return what a measure is called."""
        return str(self.w["measures"].get(check, check))

    def read(self) -> Part:
        """Tell the plan, what was asked, and why some questions have no answer."""
        own, w = self.result, self.w
        unanswered = own["asked"] - own["answered"]
        lead = [
            w["lead_attacks" if ATTACK in self.measures else "lead"].format(
                drawn=f"{sum(one['size'] for one in own['drawn']):,}",
                bank=shown(own["bank"]["file"]),
                items=f"{own['bank']['items']:,}",
                asked=f"{own['asked']:,}",
                answered=f"{own['answered']:,}",
                unanswered=f"{unanswered:,}",
            )
        ]
        if media := own.get("media"):
            kinds = (f"{w['media_kinds'].get(kind, kind)} {n:,}" for kind, n in media.items())
            lead.append(w["media"].format(kinds=w["comma"].join(kinds)))
        if self.run["stopped"]:
            lead.append(w["stopped"].format(why=self.names.failure(self.run["stopped"])))
        values = {
            "url": own["endpoint"]["url"],
            "model": own["endpoint"]["model"],
            "models": ", ".join(self.run["models"]),
            "seed": own["seed"],
            "bank": own["bank"]["sha256"],
            "judge": own["judge"],
            "head": self.run["journal"]["head"],
        }
        tables = [
            self._table(w["setup"], w["setup_head"], w["setup_names"], values),
            self.say.table(w["drawn"], w["drawn_by"], self._drawn_by()),
        ]
        if why := own["unanswered_why"]:
            rows = [(self.names.failure(name), f"{count:,}") for name, count in why.items()]
            tables.append(self.say.table(w["failures"], w["failures_head"], rows))
        state = "partly" if unanswered or self.run["stopped"] else "done"
        return self.part("read", state, *lead, tables=tuple(tables))

    def verdict(self, word: str) -> str:
        """Return what a verdict is called; one of a judge of the user's own as it is."""
        return str(self.w["verdict_words"].get(word) or shown(word))

    def _drawn_by(self) -> list[tuple[str, ...]]:
        """Return the draw by expectation: strata, sizes, the smallest and the largest."""
        by: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for one in self.result["drawn"]:
            by[figures.stratum(one)[0]].append(one)
        found = []
        for kind, strata in by.items():
            sizes = [one["size"] for one in strata]
            whole = sum(one["population"] for one in strata)
            sizes_told = (len(strata), whole, sum(sizes), min(sizes), max(sizes))
            named = shown(self.w["strata"].get(kind, kind) or "—")
            found.append((named, *(f"{figure:,}" for figure in sizes_told)))
        return found

    def _drawn(self, one: dict[str, Any]) -> tuple[str, ...]:
        kind, rest = figures.stratum(one)
        group = self.names.group(rest) if rest else ""
        stratum = " · ".join(filter(None, (shown(self.w["strata"].get(kind, kind)), group)))
        return stratum or "—", f"{one['population']:,}", f"{one['size']:,}"

    def strata(self) -> Part:
        """List the strata of the draw, at the end: there are often many of equal size."""
        rows = [self._drawn(one) for one in self.result["drawn"]]
        if not rows:
            return self.part("strata", "not_run")
        table = self.say.table(self.w["drawn"], self.w["drawn_head"], rows)
        return self.part("strata", "done", self.w["strata_lead"], tables=(table,))

    def _table(
        self, title: str, head: list[str], names: dict[str, str], values: dict[str, Any]
    ) -> Table:
        rows = [(names[key], shown(value)) for key, value in values.items() if value != ""]
        return self.say.table(title, head, rows)

    def answers(self) -> Part:
        """Tell each rule's two answers."""
        if not self.measures:
            return self.part("answers", "not_run", self.w["no_measures"])
        found = tuple(self._answer(name, one) for name, one in self.measures.items())
        whole = all(one["rule_met"] is not None for one in self.measures.values())
        state = "done" if whole else "partly"
        return self.part("answers", state, self.w["uncalibrated"], answers=found)

    def _answer(self, check: str, one: dict[str, Any]) -> Answer:
        made, least = rate(one["k"], one["n"]), one["direction"] == "at_least"
        sign, w = "≥" if least else "≤", self.w
        bound = w["bound"] if least else w["bound_upper"]
        left = f" · {w['unanswered']} {one['unanswered']:,}" if one["unanswered"] else ""
        share, rule = one["rate"], one["requirement"] or w["own_limit"]
        percent = "—" if share is None else f"{share:.2%}"
        calibrated = one.get("calibration")
        low, high = made.interval
        if calibrated and "lower" in calibrated:
            low, high = calibrated["lower"], calibrated["upper"]
            share = share if calibrated["estimate"] is None else calibrated["estimate"]
            bound = f"{self._calibrated(calibrated, sign)} {bound}"
        return Answer(
            label=self.name(check),
            counts=f"{one['k']:,} / {one['n']:,} = {percent}{left}",
            share=share or 0.0,
            low=low,
            high=high,
            bound=f"{bound} {'—' if one['bound'] is None else format(one['bound'], '.2%')}",
            limit=one["limit"],
            limit_text=f"{w['limit']} {sign} {one['limit']:.0%} {rule}",
            rule=rule_word(self.say, one["rule_met"]),
            support=support_word(self.say, one["supported"]),
        )

    def _calibrated(self, one: dict[str, Any], sign: str) -> str:
        """Tell what a calibrated judge shows, and which bound the statement rests on."""
        return str(
            self.w["calibrated"].format(
                labels=f"{one['labels']:,}",
                estimate="—" if one["estimate"] is None else f"{one['estimate']:.2%}",
                lower=f"{one['lower']:.2%}",
                upper=f"{one['upper']:.2%}",
                bound=f"{sign} {one['bound']:.2%}",
            )
        )

    def risks(self) -> Part:
        """Tell the rates by risk and topic."""
        tables = []
        for check, one in self.measures.items():
            groups = {n: c for n, c in one["by_group"].items() if n not in self._operators()}
            rows = [
                (self.names.group(name), *figures.counts(counts), *figures.bounds(counts))
                for name, counts in groups.items()
            ]
            if rows:
                tables.append(self.say.table(self.name(check), self.w["group_head"], rows))
        tables += self._repeats()
        return self.part("risks", "done" if tables else "not_run", tables=tuple(tables))

    def _repeats(self) -> list[Table]:
        """Tell the rates over all times that questions were asked, where they were asked again."""
        rows = [
            (
                self.name(check),
                f"{one['questions']:,}",
                *figures.counts(one)[:2],
                figures.percent(one["rate"]),
                figures.percent(one["lower"]),
                figures.percent(one["upper"]),
                f"{one['mixed']:,}",
            )
            for check, measure in self.measures.items()
            if (one := measure.get("repeats"))
        ]
        return [self.say.table(self.w["repeats"], self.w["repeats_head"], rows)] if rows else []

    def judges(self) -> Part:
        """Tell the verdicts, and where judges disagree."""
        by: dict[str, Counter[str]] = defaultdict(Counter)
        for row in self.told.said:
            if row.get("verdict"):
                by[row.get("check", "")][row["verdict"]] += 1
        tables = []
        order = {name: at for at, name in enumerate(self.measures)}
        for check, words in sorted(by.items(), key=lambda pair: order.get(pair[0], len(order))):
            total = words.total()
            rows = [
                (self.verdict(word), f"{n:,}", f"{n / total:.1%}")
                for word, n in words.most_common()
            ]
            title = self.w["verdicts"].format(name=self.name(check))
            tables.append(self.say.table(title, self.w["verdicts_head"], rows))
        told = self.told
        tables += self._together(told.judges, told.disagreements)
        for judges, differ in told.more.values():
            tables += self._together(judges, differ)
        state = "done" if tables else "not_run"
        lead = () if told.judges or told.more else (self.w["one_judge"],)
        return self.part("judges", state, *lead, tables=tuple(tables))

    def _together(self, judges: dict[str, Any], disagreements: list[dict[str, Any]]) -> list[Table]:
        """Tell how far each two judges agree, and the answers on which judges disagree."""
        w, rows = self.w, []
        tables = self._each_said(judges)
        for one in judges.get("agreement", ()):
            kappa = "—" if one.get("kappa") is None else f"{one['kappa']:.2f}"
            pair = " / ".join(map(shown, one["judges"]))
            rows.append((pair, f"{one['n']:,}", f"{one['agreed']:,}", kappa))
        tables += [self.say.table(w["agreement"], w["agreement_head"], rows)] if rows else []
        differ = [
            (
                shown(one["id"]),
                self.verdict(one["verdict"]),
                "; ".join(
                    f"{shown(name)}: {self.verdict(word)}" for name, word in one["judges"].items()
                ),
                one["answer_sha256"][:16],
            )
            for one in spread(disagreements, DIFFER)
        ]
        if judges:
            total = len(disagreements)
            title = w["disagreements"].format(total=f"{total:,}", shown=f"{len(differ):,}")
            tables.append(self.say.table(title, w["disagreements_head"], differ))
        return tables

    def _each_said(self, judges: dict[str, Any]) -> list[Table]:
        """Tell the verdicts of each judge: one that says nothing is not seen by its agreement."""
        w, rows = self.w, []
        for judge, words in judges.get("counts", {}).items():
            total = sum(words.values())
            rows += [
                (shown(judge), self.verdict(word), f"{n:,}", f"{n / total:.1%}")
                for word, n in sorted(words.items(), key=lambda pair: -pair[1])
            ]
        return [self.say.table(w["judges_said"], w["judges_said_head"], rows)] if rows else []

    def _operators(self) -> set[str]:
        return {
            row["id"].rpartition("@")[2] for row in self.told.said if row.get("check") == ATTACK
        }

    def attacks(self) -> Part:
        """Tell how often each attack got past, with its bound."""
        one = self.measures.get(ATTACK)
        if one is None:
            return self.part("attacks", "not_run", self.w["no_attacks"])
        rows = []
        for name in sorted(self._operators() & one["by_group"].keys()):
            counts = one["by_group"][name]
            upper = rate(counts["k"], counts["n"], 0.1, "at_most").upper
            rows.append((shown(name), *figures.counts(counts), f"{upper:.2%}"))
        table = self.say.table(self.name(ATTACK), self.w["attack_head"], rows)
        return self.part("attacks", "done", tables=(table,))

    def examples(self) -> Part:
        """Show some answers masked: never the words."""
        rows = []
        for row in islice(telling(self.told.said), EXAMPLES):
            text = self.told.answers.get(row["id"])
            if text is not None:
                rows.append(
                    (
                        shown(row["id"]),
                        self.verdict(row["verdict"]),
                        f"{len(text):,}",
                        sha256_bytes(text.encode())[:16],
                        masked(shown(text[:EXAMPLE_CHARS]), HEAD_CHARS),
                    )
                )
        if not rows:
            return self.part("examples", "not_run", self.w["no_examples"])
        table = self.say.table(self.w["parts"]["examples"], self.w["examples_head"], rows)
        return self.part("examples", "done", self.w["examples_lead"], tables=(table,))

    def cost(self) -> Part:
        """Tell attempts, latency, tokens and cost."""
        run = self.run
        values = {
            "attempts": f"{run['attempts']:,}",
            **{name: f"{ms:,}" for name, ms in run["latency_ms"].items()},
            **{name: f"{count:,}" if count else "" for name, count in run["tokens"].items()},
            "cost": f"{run['cost']:,.4f}" if run.get("cost") else "",
        }
        head, names = self.w["cost_head"], self.w["cost_names"]
        table = self._table(self.w["parts"]["cost"], head, names, values)
        return self.part("cost", "done", tables=(table,))

    def unseen(self) -> Part:
        """Say what the test does not show."""
        w = self.w["unseen"]
        lines = self._plan(w) + [
            w["below"].format(name=self.name(name), n=f"{one['n']:,}", minimum=one["minimum"])
            for name, one in self.measures.items()
            if one["n"] < one["minimum"]
        ]
        lines += [
            w["undecided"].format(name=self.name(name), unanswered=f"{one['unanswered']:,}")
            for name, one in self.measures.items()
            if one["rule_met"] is None and one["n"] >= one["minimum"] and one["unanswered"]
        ]
        lines += [
            w["missing"].format(name=self.name(n))
            for n in self.w["measures"]
            if n not in self.measures
        ]
        if count := sum(not row.get("check") and not row.get("why") for row in self.told.said):
            lines.append(w["open"].format(count=f"{count:,}"))
        if count := self.result["asked"] - self.result["answered"]:
            lines.append(w["unanswered"].format(count=f"{count:,}"))
        return self.part("unseen", "partly", *lines, *self._people(w), w["other"])

    def _people(self, w: dict[str, str]) -> list[str]:
        """Tell that nobody looked, where nobody did."""
        return [] if "model.generated.manual" in self.measures else [w["people"]]

    def _plan(self, w: dict[str, str]) -> list[str]:
        """Tell that a bank had fewer questions than were to be drawn, and that the plan was changed."""
        have, lines = sum(one["size"] for one in self.result["drawn"]), []
        if (wanted := self.result.get("wanted") or 0) > have:
            lines.append(w["short"].format(wanted=f"{wanted:,}", have=f"{have:,}"))
        if changed := len(self.result.get("plan", {}).get("earlier", ())):
            lines.append(w["replanned"].format(count=changed))
        return lines
