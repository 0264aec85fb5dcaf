"""Lists of choices: cut with a word, and what was asked for is there all the same."""

from hegui.server.core.guard import open_for_writing
from hegui.server.core.models import Organisation
from hegui.server.improvement.models import Task
from hegui.server.pages.offering import offered


def test_a_list_that_is_cut_says_so_and_offers_what_was_asked_for(org: Organisation) -> None:
    with open_for_writing():
        made = [Task(organisation=org, title=f"{n}") for n in range(5)]
        for row in made:
            row.save()
    rows = Task.objects.order_by("-title")
    whole = offered(rows, 5)
    assert (len(whole.rows), whole.cut, whole.said("x")) == (5, False, "")
    cut = offered(rows, 3)
    assert [row.title for row in cut.rows] == ["4", "3", "2"]
    assert cut.said("其余见清单。") == "只列出最新的 3 项。 其余见清单。"
    asked = offered(rows, 3, str(made[0].pk))
    assert [row.title for row in asked.rows] == ["4", "3", "2", "0"]
    assert len(offered(rows, 3, str(made[4].pk)).rows) == 3
    assert len(offered(rows, 3, "nonsense").rows) == 3
    assert len(offered(rows.filter(title="9"), 3, str(made[0].pk)).rows) == 0
