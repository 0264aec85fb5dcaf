"""Why a carrier does not take a label as the file is."""

from hegui.common.text import Text

NO_ROOM = Text(
    "标识连同已有元数据超出 {place} 的容量",
    "the label with the metadata there does not fit into {place}",
)
NOT_MERGED = Text(
    "{place} 的已有内容无法并入标识", "the label cannot be joined to what {place} holds"
)
NOT_REMOVED = Text(
    "{place} 处已有的标识无法替换", "the label that stands at {place} cannot be replaced"
)
CERTIFIED = Text(
    "作者已认证此文档不得修改（DocMDP），加标识会使认证失效；确需写入请用 --force",
    "its author certified it against changes (DocMDP) and a label would break that; use --force to "
    "write it all the same",
)
SIGNED = Text(
    "文档带有数字签名，加标识会使签名失效；确需写入请用 --force",
    "it is digitally signed and a label would break the signature; use --force to write it all "
    "the same",
)
LOOP = Text(
    "{place} 的目录首尾相接成环，无法把标识放在前面；请用别的软件打开后另存再试",
    "the directories of {place} go round in a circle, so none can be put in front; open it in another "
    "program, save it anew and try again",
)
NO_PLACE = Text("{place} 里没有可放标识的位置", "{place} has no place for a label")
