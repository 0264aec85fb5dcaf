"""How the things that the ledger names are read and shown."""

from hegui.server.assessments.selectors import assessment_list
from hegui.server.controls.selectors import control_list
from hegui.server.evidence.selectors import item_list, request_list
from hegui.server.improvement.selectors import task_list
from hegui.server.inventory.selectors import filing_list, subject_list
from hegui.server.obligations.selectors import entry_list, law_text_list
from hegui.server.pages.things import Thing, register_thing
from hegui.server.runs.selectors import run_list

THINGS = {
    "inventory.subject": Thing(
        subject_list, "inventory.view", "inventory:detail", "subject", named="name"
    ),
    "inventory.filing": Thing(
        filing_list, "inventory.view", "inventory:filings", named="procedure"
    ),
    "controls.control": Thing(control_list, "controls.view", "controls:detail", "control"),
    "obligations.entry": Thing(
        entry_list,
        "obligations.view",
        "obligations:detail",
        "obligation",
        "obligation",
        "obligation",
    ),
    "obligations.law_text": Thing(law_text_list, "obligations.view", "obligations:text", "law"),
    "evidence.item": Thing(item_list, "evidence.view", "evidence:detail", "item"),
    "evidence.request": Thing(request_list, "evidence.view", "evidence:request", "request_id"),
    "improvement.task": Thing(task_list, "tasks.view", "improvement:detail", "task"),
    "runs.run": Thing(run_list, "runs.view", "runs:detail", "run"),
    "assessments.assessment": Thing(
        assessment_list, "assessments.view", "assessments:detail", "assessment"
    ),
}


def register_things() -> None:
    """Tell the pages of the ledger about them."""
    for kind, thing in THINGS.items():
        register_thing(kind, thing)
