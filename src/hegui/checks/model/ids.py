"""The ids of the checks of answers; they never change."""

SHOULD, SHOULD_NOT = "model.refusal.should", "model.refusal.should_not"
ATTACK = "model.attack"
KEYWORD = "model.generated.keyword"
CLASSIFIER, MANUAL = "model.generated.classifier", "model.generated.manual"
GENERATED = (KEYWORD, CLASSIFIER, MANUAL)
"""The three ways of judging generated content: one draw, and each answer is asked for once."""
