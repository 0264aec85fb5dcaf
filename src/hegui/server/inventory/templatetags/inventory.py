"""Words of the inventory in templates."""

from django import template

from hegui.server.inventory.words import (
    grade_words,
    kind_words,
    relation_words,
    stage_words,
    status_words,
)

register = template.Library()
register.filter("grade_words", grade_words)
register.filter("kind_words", kind_words)
register.filter("stage_words", stage_words)
register.filter("status_words", status_words)
register.filter("relation_words", relation_words)
