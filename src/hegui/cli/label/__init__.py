"""`hegui label`: labels of AI-generated content (GB 45438); works without a project file."""

import click

from hegui.cli.lazy import Commands, LazyCommands

COMMANDS: Commands = {
    "explicit": (
        "hegui.cli.label.explicit",
        "核查显式标识 Look for explicit labels in files.",
    ),
    "mark": (
        "hegui.cli.label.mark",
        "添加显式标识 Put an explicit label on files.",
    ),
}


@click.group("label", cls=LazyCommands, known=COMMANDS)
def command() -> None:
    """AI 内容标识：添加、核查。Labels of AI-generated content: write and check."""
