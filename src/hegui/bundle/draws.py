"""Do the draws of a result hold: the digest of the ids, their order under the seed, the counts?"""

from collections.abc import Iterator
from itertools import pairwise

from hegui.common.text import Text
from hegui.engine.model import CheckResult, Drawn
from hegui.engine.sampling import METHOD, THRESHOLD_METHOD, Ranker, ids_digest


def draw_problems(result: CheckResult) -> Iterator[Text]:
    """Yield what is wrong with the draws of a result, each as the end of a sentence."""
    for drawn in result.drawn:
        yield from _draw(drawn)


def _draw(drawn: Drawn) -> Iterator[Text]:
    ids, size = drawn.ids, drawn.size
    if drawn.method.startswith(THRESHOLD_METHOD) and not ids:
        yield from _too_many(drawn)
        return  # key and bound say who was drawn
    if ids_digest(ids) != drawn.ids_sha256:
        yield Text("抽中编号的摘要不符", "the digest of the drawn ids is not theirs")
    if len(set(ids)) < len(ids):
        yield Text("有编号抽中两次", "an id is drawn twice")
    if len(ids) != size:
        yield Text(
            f"样本量写 {size}，编号有 {len(ids)} 个",
            f"it says size {size} and lists {len(ids)} ids",
        )
    yield from _too_many(drawn)
    if drawn.method.startswith(METHOD) and not _ranked(drawn):
        yield Text("编号次序与种子不符", "the ids do not stand in the order that the seed gives")


def _too_many(drawn: Drawn) -> Iterator[Text]:
    if drawn.size > drawn.population:
        yield Text(
            f"样本量 {drawn.size} 超过总体 {drawn.population}",
            f"its size {drawn.size} exceeds the population of {drawn.population}",
        )


def _ranked(drawn: Drawn) -> bool:
    """Tell whether the lowest rank comes first, as every draw of this method lists its ids."""
    rank = Ranker(drawn.seed).rank
    return all(left <= right for left, right in pairwise((rank(i), i) for i in drawn.ids))


def answered_problems(result: CheckResult) -> Iterator[Text]:
    """Yield whether the judged and the unanswered items are not those that were drawn.

    Holds for checks that ask every drawn item once: what is not judged is unanswered.
    """
    n, unanswered = result.measures.get("n"), result.measures.get("unanswered")
    if not (result.drawn and isinstance(n, int) and isinstance(unanswered, int)):
        yield Text("缺少抽样或 n、unanswered", "it has no draw, or no n and unanswered")
        return
    drawn = sum(drawn.size for drawn in result.drawn)
    if n + unanswered != drawn:
        yield Text(
            f"判定 {n} 项、未答 {unanswered} 项，抽中的却是 {drawn} 项",
            f"{n} judged and {unanswered} unanswered items are not the {drawn} drawn",
        )
