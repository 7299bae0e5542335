"""The question that waits for its answer, as the browser keeps it."""

from lecture_lib._checks import shown

QUESTION = {"kind": str, "votes": list, "revealed": bool}


def checked_question(value):
    """Return a question, {} for none; ValueError says what one has."""
    if value and {part: type(value[part]) for part in value} != QUESTION:
        raise ValueError(f"question: expected kind, votes and revealed, or nothing, got {shown(value)}")
    return value
