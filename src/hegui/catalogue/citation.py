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


def located(locator: Locator) -> Text:
    """Return the words of a locator."""
    zh = f"第{locator.article}条{locator.article_suffix}"
    en = f"art. {locator.article}{locator.article_suffix}"
    if locator.paragraph is not None:
        zh, en = f"{zh}第{locator.paragraph}款", f"{en} para. {locator.paragraph}"
    if locator.item is not None:
        zh, en = f"{zh}第（{locator.item}）项", f"{en} item {locator.item}"
    return Text(zh, en)
