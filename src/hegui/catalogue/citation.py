"""Citing a provision: the instrument, its version where articles were renumbered, and the place."""

import re

from hegui.catalogue.model import Catalogue, Locator, Obligation
from hegui.common.text import Text


def instrument_title(catalogue: Catalogue, instrument_id: str) -> Text:
    """Return 《title》 with the version that the article numbers belong to."""
    row = catalogue.instruments[instrument_id]
    zh = f"《{row.title_zh}》" + (f"（{row.version}）" if row.version else "")
    en = row.title_en + (f" ({row.version_en})" if row.version_en else "")
    return Text(zh, en)


def cite(catalogue: Catalogue, row: Obligation) -> Text:
    """Return the full citation of an obligation's provision."""
    title, place = instrument_title(catalogue, row.instrument), provision(row)
    return Text(title.zh + place.zh, f"{title.en}, {place.en}")


def provision(row: Obligation) -> Text:
    """Return the place inside the instrument: by the locator where certain, else as displayed."""
    if row.locator is not None and _complete(row.locator, row.article):
        return located(row.locator)
    number = re.match(r"\d+(?:-\d+)?", row.article)
    if number is None:
        return Text(
            f"（{row.article}）", f"({'unchecked' if row.article == '未核' else row.article})"
        )
    rest = row.article[number.end() :]
    zh = re.sub(r"\((\d+)款\)", r"第\1款", rest)
    en = re.sub(r"\((\d+)款\)", r" para. \1", rest)
    return Text(f"第{number[0]}条{zh}", f"art. {number[0]}{en}")


def _complete(locator: Locator, shown: str) -> bool:
    """Tell whether the locator says all that the display string says."""
    return "(" not in shown or locator.paragraph is not None or locator.item is not None


def place(row: Obligation) -> tuple[int, int, int, int]:
    """Return a key that puts provisions of one instrument in the order of its articles.

    Provisions whose article is not known come last.
    """
    numbers = [int(number) for number in re.findall(r"\d+", row.article)]
    if row.locator is None or row.locator.article is None:
        article, inner = (numbers[0], numbers[1:]) if numbers else (0, [])
        return (0 if numbers else 1, article, inner[0] if inner else 0, 0)
    return (0, row.locator.article, row.locator.paragraph or 0, row.locator.item or 0)


def located(locator: Locator) -> Text:
    """Return the words of a locator."""
    zh = f"第{locator.article}条{locator.article_suffix}"
    en = f"art. {locator.article}{locator.article_suffix}"
    if locator.paragraph is not None:
        zh, en = f"{zh}第{locator.paragraph}款", f"{en} para. {locator.paragraph}"
    if locator.item is not None:
        zh, en = f"{zh}第（{locator.item}）项", f"{en} item {locator.item}"
    return Text(zh, en)
