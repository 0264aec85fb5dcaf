"""Importing the text of a law from a file that a person hands in."""

import tempfile
from pathlib import Path, PurePath

from django.db import IntegrityError, transaction

from hegui.common.hashing import sha256_bytes
from hegui.common.text import Text
from hegui.server.core.errors import StaleVersionError
from hegui.server.core.rules import catalogue
from hegui.server.core.viewer import Viewer
from hegui.server.core.writing import writing
from hegui.server.obligations.articles import Article, split_articles
from hegui.server.obligations.models import LawArticle, LawText
from hegui.server.obligations.services.problems import invalid
from hegui.server.obligations.services.rights import require_whole

LARGEST = 5 << 20
SUFFIXES = (".txt", ".md", ".html", ".htm", ".docx")
"""What may be handed in. The file itself is not kept, only its text."""


def law_text_import(
    *, acting_user: Viewer, instrument: str, name: str, data: bytes, label: str = ""
) -> LawText:
    """Keep the articles of an instrument's text; a text imported before is no longer shown."""
    require_whole(acting_user)
    if instrument not in catalogue().instruments:
        raise invalid(
            "instrument", Text("目录里没有这部规范文件。", "the catalogue has no such instrument.")
        )
    articles = read_articles(name, data)
    law = LawText(
        organisation=acting_user.organisation,
        instrument=instrument,
        label=label.strip()[:80],
        title=catalogue().instruments[instrument].title_zh[:200],
        source=PurePath(name).name[:200],
        digest=sha256_bytes(data),
        articles=len(articles),
        person=acting_user.user,
    )
    try:
        with transaction.atomic():
            _store(acting_user, law, articles)
    except IntegrityError as error:
        raise StaleVersionError(expected=0, found=1) from error
    return law


def read_articles(name: str, data: bytes) -> list[Article]:
    """Return the articles in a file, or raise an error that says what is wrong with the file."""
    from hegui.checks.records.reading import document_text

    suffix = PurePath(name).suffix.lower()
    if suffix not in SUFFIXES:
        known = " ".join(SUFFIXES)
        raise invalid("file", Text(f"只能导入 {known}。", f"only {known} can be imported."))
    if len(data) > LARGEST:
        raise invalid("file", Text("文件超过 5 MB。", "the file is larger than 5 MB."))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"law{suffix}"
        path.write_bytes(data)
        articles = split_articles(document_text(path))
    if not articles:
        raise invalid(
            "file",
            Text(
                "没有找到以“第…条”开头的条文，请检查文件。",
                "no article was found (a line that begins with 第…条): check the file.",
            ),
        )
    return articles


def _store(viewer: Viewer, law: LawText, articles: list[Article]) -> None:
    with writing(viewer) as write:
        for old in LawText.objects.filter(
            organisation=viewer.organisation, instrument=law.instrument, current=True
        ):
            write.change(old, "obligations.law_text.replaced", {"current": False})
        write.create(law, "obligations.law_text.imported")
        rows = [
            LawArticle(
                organisation=viewer.organisation,
                law=law,
                number=one.number,
                suffix=one.suffix,
                heading=one.heading,
                text=one.text,
            )
            for one in articles
        ]
        write.create_many(rows, "obligations.law_text.articles_kept", law)


def law_text_drop(*, acting_user: Viewer, law: LawText, reason: str = "") -> LawText:
    """Show a text no longer; it stays in the history."""
    require_whole(acting_user)
    with writing(acting_user) as write:
        return write.change(
            law, "obligations.law_text.dropped", {"current": False}, reason=reason.strip()
        )
