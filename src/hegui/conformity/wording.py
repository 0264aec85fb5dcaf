"""Sentences in both languages: filling, joining, and names of the things they speak of."""

from collections.abc import Iterable

from hegui.common.text import Text

NOTHING = Text("", "")


def fill(template: Text, **values: object) -> Text:
    """Fill both languages; a value that is itself a `Text` gives its own language."""
    if not any(isinstance(value, Text) for value in values.values()):
        return Text(template.zh.format(**values), template.en.format(**values))
    return Text(
        template.zh.format(**{k: v.zh if isinstance(v, Text) else v for k, v in values.items()}),
        template.en.format(**{k: v.en if isinstance(v, Text) else v for k, v in values.items()}),
    )


def sentences(texts: Iterable[Text]) -> Text:
    """Put full sentences one after the other; in English each begins with a capital letter."""
    parts = [text for text in texts if text.zh or text.en]
    if len(parts) == 1:
        return Text(parts[0].zh, capital(parts[0].en).lstrip())
    english = ""
    for part in parts:
        begins = not english or english.endswith((".", "!", "?"))
        english = f"{english} {capital(part.en) if begins else part.en}".lstrip()
    return Text("".join(t.zh for t in parts), english)


def capital(words: str) -> str:
    """Return words with their first letter as a capital."""
    return words[:1].upper() + words[1:]


def inside(sentence: Text) -> Text:
    """Return a sentence as the second half of another, after a colon."""
    return Text(sentence.zh, sentence.en[:1].lower() + sentence.en[1:])


def listed(texts: Iterable[Text]) -> Text:
    """Join names to one list."""
    parts = list(texts)
    return Text("、".join(t.zh for t in parts), ", ".join(t.en for t in parts))


def same(words: str) -> Text:
    """Return words that are the same in both languages: ids, dates, rules, figures."""
    return Text(words, words)
