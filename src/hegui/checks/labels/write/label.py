"""The label itself: seven fields of text, written as one JSON object."""

import json
from collections.abc import Mapping

GENERATED, POSSIBLY, SUSPECTED = "1", "2", "3"
COMPACT = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
PROPAGATION = ("ContentPropagator", "PropagateID", "ReservedCode2")
"""The fields that a propagator fills; all others are the generator's."""


def aigc_label(
    producer: str,
    produce_id: str,
    *,
    label: str = GENERATED,
    propagator: str = "",
    propagate_id: str = "",
    reserved_producer: str = "",
    reserved_propagator: str = "",
) -> dict[str, str]:
    """Return a label with all seven fields of GB 45438; unused ones are empty text.

    `producer` is the provider's name or 27-character code, `produce_id` the number of the content.
    """
    return {
        "Label": label,
        "ContentProducer": producer,
        "ProduceID": produce_id,
        "ReservedCode1": reserved_producer,
        "ContentPropagator": propagator,
        "PropagateID": propagate_id,
        "ReservedCode2": reserved_propagator,
    }


def label_text(label: Mapping[str, str]) -> str:
    """Return the label as compact JSON, in the order of its fields."""
    return COMPACT.encode(dict(label))
