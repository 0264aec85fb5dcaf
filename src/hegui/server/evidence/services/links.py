"""Linking evidence to what it shows."""

from collections.abc import Sequence

from hegui.server.core.errors import NotFoundError
from hegui.server.core.viewer import Viewer
from hegui.server.core.writing import Writing, writing
from hegui.server.evidence.models import Item, Link
from hegui.server.evidence.targets import check_pairs

Pairs = Sequence[tuple[str, str]]


def require_link(viewer: Viewer, item: Item) -> None:
    """Let those who may change evidence link it, and the owner one's own."""
    viewer.require(_needed(viewer, item), item)


def may_link(viewer: Viewer, item: Item) -> bool:
    """Tell whether the viewer may link an item."""
    return viewer.may(_needed(viewer, item), item)


def _needed(viewer: Viewer, item: Item) -> str:
    own = viewer.user is not None and item.owner_id == viewer.user.pk
    return "evidence.add" if own else "evidence.change"


def write_links(write: Writing, item: Item, pairs: Pairs, note: str = "") -> list[Link]:
    """Write new links inside a service; those that exist are left as they are."""
    links = [
        Link(organisation=item.organisation, item=item, to=kind, ref=ref, note=note)
        for kind, ref in dict.fromkeys(pairs)
    ]
    return [write.create(link, "evidence.item.linked") for link in links]


def link_add(*, acting_user: Viewer, item: Item, kind: str, ref: str, note: str = "") -> Link:
    """Link an item; a link that exists is returned."""
    links_add(acting_user=acting_user, items=[item], pairs=[(kind, ref)], note=note)
    found: Link = Link.objects.get(item=item, to=kind, ref=ref)
    return found


def links_add(*, acting_user: Viewer, items: Sequence[Item], pairs: Pairs, note: str = "") -> int:
    """Link many items to the same things; return how many links are new."""
    for item in items:
        require_link(acting_user, item)
    check_pairs(acting_user, pairs)
    with writing(acting_user) as write:
        return links_write(write, items, pairs, note)


def links_write(write: Writing, items: Sequence[Item], pairs: Pairs, note: str = "") -> int:
    """Write inside a service the links that items do not have yet; return how many are new."""
    made = 0
    known = set(Link.objects.filter(item__in=items).values_list("item_id", "to", "ref"))
    for item in items:
        new = [pair for pair in dict.fromkeys(pairs) if (item.pk, *pair) not in known]
        made += len(write_links(write, item, new, note))
        _count(item)
    return made


def link_remove(*, acting_user: Viewer, link: Link, reason: str = "") -> None:
    """Remove a link; the item stays."""
    require_link(acting_user, link.item)
    with writing(acting_user) as write:
        if not Link.objects.filter(pk=link.pk).exists():
            raise NotFoundError(what=str(link.pk))
        item = link.item
        write.remove(link, "evidence.item.unlinked", reason=reason)
        _count(item)


def _count(item: Item) -> None:
    """Keep the number of links beside the item: lists filter by it."""
    item.link_count = Link.objects.filter(item=item).count()
    Item.objects.filter(pk=item.pk).update(link_count=item.link_count)
