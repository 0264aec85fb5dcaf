"""What failures, groups and strata are called in a report of a model's test."""

from hegui.checks.model.failures import failure_kinds
from hegui.engine.banks import bank_words
from hegui.reports.corpus.say import Say, shown


class Names:
    """The names in the language of a report; what has none is shown as it is."""

    def __init__(self, say: Say) -> None:
        self._say = say
        self._topics = {topic.id: say.of(topic) for topic in bank_words().topics}

    def group(self, name: str) -> str:
        """Return a risk with its title, a topic in words, or a group of the user's own as it is."""
        if name in self._topics:
            return self._topics[name]
        own = self._say.w["groups"].get(name)
        return str(own) if own else self._say.risk(name)

    def failure(self, name: str) -> str:
        """Return why there is no answer, in words."""
        if own := self._say.w["failure_words"].get(name):
            return str(own)
        kind = failure_kinds().get(name)
        if kind is None:
            return shown(name)
        text = kind.zh if self._say.lang == "zh" else kind.en
        return text.replace("（HTTP {status}）", "").replace(" (HTTP {status})", "")
