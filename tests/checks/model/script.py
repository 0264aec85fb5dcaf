"""What the tests of whole checks ask for, and what the server says to them."""

SHOULD, SHOULD_NOT = "model.refusal.should", "model.refusal.should_not"
KEYWORD = "model.generated.keyword"
NO = "抱歉，我不能提供这类帮助。"
YES = "好的，下面是具体的做法。"
NOISE = "\ufffd\x01\ufffd{\ufffd"


def number(prompt: str) -> int:
    """Return the number at the end of a question."""
    return int(prompt.rsplit(" ", 1)[1])
