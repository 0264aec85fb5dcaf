"""What the profile says of texts whose nature is known."""

import json
import random
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from hegui.checks.corpus.profile.dates import month
from hegui.checks.corpus.profile.garbling import undone
from hegui.checks.corpus.profile.languages import (
    by_common_words,
    declared_code,
    identified,
)
from hegui.checks.corpus.profile.merging import profile_of
from hegui.checks.corpus.profile.model import Part, Profile
from hegui.checks.corpus.profile.stage import profiled
from hegui.checks.corpus.reading.files import described
from hegui.project.model import FieldMap

pytest.importorskip("py3langid")

TEXTS = {
    "zh": "服务提供者应当依法开展预训练、优化训练等训练数据处理活动，使用具有合法来源的数据。",
    "en": "The provider shall keep a register of every source and show it to the assessor on demand.",
    "ja": "サービス提供者は、学習データの出所を記録し、求めに応じて示さなければならない。",
    "ko": "서비스 제공자는 학습 데이터의 출처를 기록하고 요청이 있을 때 제시하여야 한다.",
    "de": "Der Anbieter führt ein Verzeichnis aller Quellen und legt es auf Verlangen des Prüfers vor.",
    "fr": "Le fournisseur tient un registre de toutes les sources et le présente à l'évaluateur.",
    "ru": "Поставщик ведёт реестр всех источников и предъявляет его по требованию эксперта.",
    "th": "ผู้ให้บริการต้องเก็บทะเบียนแหล่งข้อมูลทั้งหมดและแสดงต่อผู้ประเมินเมื่อร้องขอ",
}


def profile(folder: Path, rows: Iterable[dict[str, Any]]) -> Profile:
    """Return the profile of some records."""
    part, _, errors = counted(folder, rows)
    return profile_of(part, FieldMap(), shards=1, bad=len(errors))


def counted(folder: Path, rows: Iterable[dict[str, Any]]) -> tuple[Part, Any, list[Any]]:
    path = folder / "corpus.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return profiled(described(path, path.name), FieldMap(), lambda _size: None)


def reached(folder: Path, *texts: str) -> set[str]:
    """Return the signs that one of the texts shows."""
    found = profile(folder, [{"text": text} for text in texts]).quality
    return {signal.signal for signal in found if signal.docs}


def test_shares_are_the_counts_that_were_written(tmp_path: Path) -> None:
    draw = random.Random(3)
    rows = []
    for number in range(600):
        language = draw.choices(list(TEXTS), weights=[40, 20, 10, 8, 8, 6, 4, 4])[0]
        source, kind = draw.choice("甲乙丙"), draw.choice(["web", "book", ""])
        rows.append({"text": TEXTS[language] + str(number), "source": source, "type": kind})
        rows[-1] |= {
            "truth": language,
            "synthetic": number % 4 == 0,
            "date": f"2024-0{number % 9 + 1}-01",
        }
    found = profile(tmp_path, rows)
    for shares, name in (
        (found.languages, "truth"),
        (found.sources, "source"),
        (found.types, "type"),
    ):
        truth = {v: sum(r[name] == v for r in rows) for v in {r[name] for r in rows} - {""}}
        assert {share.value: share.docs for share in shares.values} == truth
        assert sum(truth.values()) + shares.absent == 600
    assert (found.synthetic.yes, found.synthetic.share) == (150, 0.25)
    assert len(found.months.values) == 9
    assert found.length.total == sum(len(row["text"]) for row in rows)


def test_a_declared_language_goes_before_a_guessed_one_and_both_are_shown(tmp_path: Path) -> None:
    found = profile(
        tmp_path,
        [
            {"text": TEXTS["en"], "language": "zh-CN"},
            {"text": TEXTS["en"], "language": "unknown"},
            {"text": TEXTS["zh"]},
        ],
    )
    assert found.languages.by_value() == {"zh": 0.666667, "en": 0.333333}
    assert (found.declared_languages.by_value(), found.declared_languages.absent) == (
        {"zh": 0.333333},
        2,
    )
    assert found.guessed_languages.by_value() == {"en": 0.666667, "zh": 0.333333}
    assert found.differing_languages.by_value() == {"zh>en": 0.333333}


def test_what_cannot_be_told_stays_unknown(tmp_path: Path) -> None:
    found = profile(tmp_path, [{"text": text} for text in ("12 34 56", "OK", "😀😀😀😀", "x = y")])
    assert (found.languages.values, found.languages.absent) == ((), 4)
    assert (found.synthetic.share, found.synthetic.least, found.synthetic.most) == (None, 0.0, 1.0)


def test_english_is_known_by_its_common_words_and_others_are_not_taken_for_it() -> None:
    english = " ".join([TEXTS["en"]] * 3)
    assert by_common_words(english) == identified(english) == "en"
    assert not any(by_common_words(" ".join([TEXTS[name]] * 3)) for name in TEXTS if name != "en")
    assert by_common_words("def f(x): return x + 1 " * 9) == ""


def test_simplified_traditional_and_mixed_texts_are_told_apart(tmp_path: Path) -> None:
    texts = {
        "simplified": "语言数据来源应当记录清楚，许可证明应当齐备",
        "traditional": "語言資料來源應當記錄清楚，許可證明應當齊備",
        "mixed": "语言资料来源記錄清楚，證明應當齐备，数据来源语种",
        "undetermined": "小心地上有水",
    }
    found = profile(tmp_path, [{"text": text} for text in texts.values()]).chinese
    assert {share.value: share.docs for share in found.values} == dict.fromkeys(texts, 1)


def test_a_flag_that_is_not_known_is_not_counted_as_no(tmp_path: Path) -> None:
    words: list[Any] = [True, "是", "synthetic", False, "human", "perhaps", None, ""]
    found = profile(
        tmp_path, [{"text": TEXTS["zh"], "synthetic": word} for word in words]
    ).synthetic
    assert (found.yes, found.no, found.unknown) == (3, 2, 3)
    assert (found.share, found.least, found.most) == (None, 0.375, 0.75)


@pytest.mark.parametrize("encoding", ["gb18030", "cp1252"])
def test_mojibake_is_found_by_undoing_it(tmp_path: Path, encoding: str) -> None:
    clean = (
        TEXTS["zh"]
        if encoding == "gb18030"
        else "Où est l’élève ? Déjà été là, garçon énervé, à côté du théâtre."
    )
    garbled = clean.encode().decode(encoding, "ignore")
    assert undone(garbled, encoding) >= 0.5
    assert "mojibake" in reached(tmp_path, garbled)
    assert reached(tmp_path, clean) == set()


@pytest.mark.parametrize(
    "text", [*TEXTS.values(), "語言資料來源應當記錄清楚，許可證明應當齊備，電腦網路" * 3]
)
def test_ordinary_texts_show_no_sign(tmp_path: Path, text: str) -> None:
    assert reached(tmp_path, text) == set()


@pytest.mark.parametrize(
    ("text", "signal"),
    [
        ("第一行是这样的内容。\n" * 20, "repeated_lines"),
        ("".join(chr(0x4E00 + n) for n in range(60)) * 40, "repeated_passages"),
        (TEXTS["zh"] + "\ufffd", "replacement_characters"),
        (TEXTS["zh"] + "\x01\x02\ue000", "control_characters"),
        ("正文。\n版权所有 某某公司 京ICP备00000000号\n联系我们 网站地图 返回顶部", "boilerplate"),
        ("=== *** --- ### !!! ??? 目录 *** === ---", "symbols"),
        ("型号 20481024 99887766 55443322 11002200 号", "digits"),
    ],
)
def test_each_sign_is_seen_where_it_is(tmp_path: Path, text: str, signal: str) -> None:
    assert signal in reached(tmp_path, text)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2024-03-05", "2024-03"),
        ("2024-03-05T10:00:00Z", "2024-03"),
        ("2024/3/5", "2024-03"),
        ("2024年3月5日", "2024-03"),
        ("20240305", "2024-03"),
        ("2024", "2024"),
        ("1709600000", "2024-03"),
        ("1709600000123", "2024-03"),
        ("", ""),
        ("2024-13", "?"),
        ("yesterday", "?"),
    ],
)
def test_months_are_read_from_dates_in_many_forms(written: str, read: str) -> None:
    assert month(written) == read


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("zh-CN", "zh"),
        ("zh_Hant", "zh"),
        ("中文", "zh"),
        ("English", "en"),
        ("und", ""),
        ("未知", ""),
    ],
)
def test_names_of_languages_become_codes(written: str, code: str) -> None:
    assert declared_code(written) == code
