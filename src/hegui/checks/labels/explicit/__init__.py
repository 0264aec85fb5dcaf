"""Explicit labels (GB 45438, 5): put on texts, images, sounds and films, and looked for there."""

from hegui.checks.labels.explicit.evidence import LabelRecord, read_record
from hegui.checks.labels.explicit.fragments import label_fragment, label_page
from hegui.checks.labels.explicit.judging import content_of, judge_explicit, judge_safely
from hegui.checks.labels.explicit.marking import Asked, mark_file
from hegui.checks.labels.explicit.rules import CONTENTS, ExplicitRules, load_explicit_rules
from hegui.checks.labels.explicit.texts import judge_text, label_text
from hegui.checks.labels.explicit.verdict import Seen

__all__ = [
    "CONTENTS",
    "Asked",
    "ExplicitRules",
    "LabelRecord",
    "Seen",
    "content_of",
    "judge_explicit",
    "judge_safely",
    "judge_text",
    "label_fragment",
    "label_page",
    "label_text",
    "load_explicit_rules",
    "mark_file",
    "read_record",
]
