"""What failures, groups and strata are called in a report of a model's test."""

from hegui.checks.model.failures import failure_kinds
from hegui.common.text import Lang
from hegui.engine.banks import bank_words
from hegui.reports.corpus.say import Say, shown
from hegui.reports.model.words import model_words


class Names:
    """The names in a language; what has none is shown as it is. Risks need `say`, a report's words."""

    def __init__(self, lang: Lang, say: Say | None = None) -> None:
        self._lang, self._say, self._words = lang, say, model_words(lang)
        self._topics: dict[str, str] = {
            topic.id: str(getattr(topic, lang)) for topic in bank_words().topics
        }

    def group(self, name: str) -> str:
        """Return a risk with its title, a topic in words, or a group of the user's own as it is."""
        if name in self._topics:
            return self._topics[name]
        if own := self._words["groups"].get(name):
            return str(own)
        return self._say.risk(name) if self._say else shown(name)

    def failure(self, name: str) -> str:
        """Return why there is no answer, in words."""
        if own := self._words["failure_words"].get(name):
            return str(own)
        kind = failure_kinds().get(name)
        if kind is None:
            return shown(name)
        text = kind.zh if self._lang == "zh" else kind.en
        return text.replace("（HTTP {status}）", "").replace(" (HTTP {status})", "")
