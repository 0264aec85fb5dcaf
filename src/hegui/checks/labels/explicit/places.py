"""Names of the places where an explicit label stands, for people."""

from hegui.common.text import Text

PLACES: dict[str, Text] = {
    "start": Text("起始", "start"),
    "middle": Text("中间", "middle"),
    "end": Text("末尾", "end"),
    "top_left": Text("左上角", "top left"),
    "top": Text("上边", "top"),
    "top_right": Text("右上角", "top right"),
    "left": Text("左边", "left"),
    "right": Text("右边", "right"),
    "bottom_left": Text("左下角", "bottom left"),
    "bottom": Text("下边", "bottom"),
    "bottom_right": Text("右下角", "bottom right"),
}


def place_name(place: str) -> Text:
    """Return the name of a place, the place itself when it is none of ours."""
    return PLACES.get(place, Text(place, place))
