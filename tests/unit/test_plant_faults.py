"""The faults that are planted by hand: each can still be planted, and the tool says what became of it."""

import pytest

from tools import ROOT, plant_faults
from tools.plant_faults import FAULTS, Fault, NotTried

FAULT = Fault("a sign", "sum.py", "a + b", "a - b", "test_sum.py")


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_each_fault_can_still_be_planted(fault):
    text = (ROOT / fault.file).read_text(encoding="utf-8")
    assert fault.planted(text) != text


def test_there_are_thirty_faults_and_no_two_of_a_name():
    assert len({fault.name for fault in FAULTS}) == len(FAULTS) >= 30


@pytest.mark.parametrize(("text", "count"), [("a * b", 0), ("a + b, a + b", 2)])
def test_a_text_that_does_not_stand_exactly_once_is_refused_in_a_sentence(text, count):
    sentence = rf"^a sign: expected 'a \+ b' once in sum.py, found it {count} times; write the fault anew.$"
    with pytest.raises(NotTried, match=sentence):
        FAULT.planted(text)


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project of one file in place of this one, and tests of which one notices, one does not, and one is not there."""
    (tmp_path / "sum.py").write_text("a + b", encoding="utf-8")

    def run(copy, tests):
        is_wrong = "a - b" in (copy / "sum.py").read_text(encoding="utf-8")
        return {"test_sum.py": int(is_wrong), "test_weak.py": 0, "test_none.py": 4}[tests]

    monkeypatch.setattr(plant_faults, "ROOT", tmp_path)
    monkeypatch.setattr(plant_faults, "run", run)
    return tmp_path


@pytest.mark.parametrize(
    ("tests", "status", "words"),
    [("test_sum.py", 0, "noticed"), ("test_weak.py", 1, "SURVIVED"), ("test_none.py", 2, "not tried")],
)
def test_what_became_of_a_fault_is_printed_and_is_the_exit_status(project, monkeypatch, capsys, tests, status, words):
    monkeypatch.setattr(plant_faults, "FAULTS", (Fault("a sign", "sum.py", "a + b", "a - b", tests),))
    assert plant_faults.main([]) == status
    assert capsys.readouterr().out.startswith(words)
    assert (project / "sum.py").read_text(encoding="utf-8") == "a + b"


def test_a_word_that_no_fault_has_is_told(capsys):
    assert plant_faults.main(["xyzzy"]) == 2
    assert capsys.readouterr().out == "No fault's name holds xyzzy.\n"
