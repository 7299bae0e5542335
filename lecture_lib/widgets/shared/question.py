"""The question before a class, as the browser keeps it: its kind, the votes, and whether the answer is revealed."""

from lecture_lib._checks import shown

PARTS = {"kind": str, "votes": list, "revealed": bool}


def checked_question(question):
    """Return a question, or {} for none; ValueError for anything else."""
    if question and {part: type(question[part]) for part in question} != PARTS:
        raise ValueError(f"question: expected kind, votes and revealed, or nothing, got {shown(question)}")
    return question
