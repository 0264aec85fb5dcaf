"""Words of tasks in templates."""

from django import template

from hegui.server.improvement import words
from hegui.server.improvement.estimates import days_words

register = template.Library()
for name in ("state_words", "priority_words", "source_words", "due_words", "is_overdue", "is_soon"):
    register.filter(name, getattr(words, name))
register.filter("days_words", days_words)
