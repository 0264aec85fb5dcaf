"""Labels beside charts fit, in Chinese and in English."""

import pytest

from hegui.server.pages.charts import shortened


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("", ""),
        ("隐私与个人信息", "隐私与个人信息"),
        ("一二三四五六七八九十一二三四", "一二三四五六七八九十一二三四"),
        ("一二三四五六七八九十一二三四五", "一二三四五六七八九十一二三…"),
        ("supply chain and third party", "supply chain and third party"),
        ("supply chain and third parties", "supply chain and third part…"),
        ("English 与中文混排的一个很长的标签", "English 与中文混排的一个很…"),
    ],
)
def test_labels_are_cut_by_their_width(name: str, shown: str) -> None:
    assert shortened(name) == shown
