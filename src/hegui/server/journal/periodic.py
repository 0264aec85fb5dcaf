"""Work of the ledger that comes round."""

import datetime as dt

from hegui.server.core.periodic import periodic


@periodic(every=dt.timedelta(days=1), name="journal.anchors")
def stamp_chains() -> None:
    """Stamp each chain that grew, if an authority is configured."""
    from hegui.server.journal.tasks import anchor_in_background
    from hegui.server.ledger.models import Anchor, Head
    from hegui.server.settings import read_settings

    if not read_settings().timestamp_url:
        return
    stamped = set(Anchor.objects.values_list("chain", "number"))
    for chain, count in Head.objects.values_list("chain", "count"):
        if (chain, count) not in stamped:
            anchor_in_background.enqueue(chain)
