"""Every action that services write into the ledger has words in both languages."""

import re
from pathlib import Path

import yaml

from hegui.server.pages.history import Change, action_words

SERVER = Path(__file__).resolve().parents[3] / "src/hegui/server"
ACTION = re.compile(r'"([a-z_]+\.[a-z_]+\.([a-z_]+))"')
OTHER = ("hegui.", "django.", "allauth.", "whitenoise.", "csp.")


def test_every_action_has_words() -> None:
    words = yaml.safe_load((SERVER / "pages/data/verbs.yaml").read_text(encoding="utf-8"))
    found = {
        (name, verb)
        for path in SERVER.glob("**/*.py")
        for name, verb in ACTION.findall(path.read_text(encoding="utf-8"))
        if not name.startswith(OTHER)
    }
    assert len(found) > 50
    assert sorted(name for name, verb in found if verb not in words) == []
    assert all(row["zh"] and row["en"] for row in words.values())


def test_things_and_fields_have_words_in_both_languages() -> None:
    words = yaml.safe_load((SERVER / "pages/data/fields.yaml").read_text(encoding="utf-8"))
    assert all(row["zh"].strip() and row["en"].strip() for row in words.values())
    assert action_words("core.domain.created").startswith("新建")
    assert "core" not in action_words("core.domain.created")
    assert Change("due_on", "—", "2027-01-01").title == "期限"
    assert Change("unheard_of", "—", "1").title == "unheard_of"
