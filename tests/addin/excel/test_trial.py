"""The real function call of `addin status`: what is read of the program in between, and that nothing is left.

The program itself needs Windows and Excel; its talk with Excel is run with a stand-in.
"""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from addin.excel import trial
from addin.excel.modules import python_modules
from addin.excel.trial import Trial, run

NA = -2146826246


def program(code: str) -> list[str]:
    return [
        sys.executable,
        "-c",
        f"import json, sys, time\nsay = lambda **w: print(json.dumps(w), flush=True)\n{code}",
    ]


def test_answers_are_timed() -> None:
    assert run(program("say(pid=0); say(seconds=1.5); say(seconds=0.25)"), 600) == Trial(seconds=(1.5, 0.25))


def test_a_trouble_of_vba_comes_with_its_number() -> None:
    assert run(program("say(trouble=5, code=103)"), 600) == Trial(trouble=5, code=103)


def test_a_program_that_fails_says_why_or_that_it_did() -> None:
    assert run(program("say(failure='com_error: x')"), 600).failure == "com_error: x"
    assert run(program("sys.exit(3)"), 600).failure == "算一次的程序没有做完"


class Hanging(subprocess.Popen):  # type: ignore[type-arg]
    """A program whose time is up as soon as it has told its first line."""

    def communicate(self, input=None, timeout=None):
        if timeout is not None:
            self.first = self.stdout.readline()
            raise subprocess.TimeoutExpired(self.args, timeout)
        output, errors = super().communicate()
        return self.first + output, errors


def test_an_excel_that_hangs_is_ended(monkeypatch) -> None:
    excel = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    monkeypatch.setattr(trial.subprocess, "Popen", Hanging)
    done = run(program(f"say(pid={excel.pid})\ntime.sleep(600)"), 30)
    assert done.failure.startswith("30 秒没有做完")
    assert excel.wait(timeout=600) != 0


class StandIn:
    """An Excel with the add-in open: what its two functions give."""

    def __init__(self, value: object, trouble: tuple[int, int] = (0, 0)) -> None:
        self.asked: list[tuple[object, ...]] = []
        self.answers = {"'jixiao.xlam'!JxServe": value, "'jixiao.xlam'!JxTrouble": trouble}

    def Run(self, *call: object) -> object:  # noqa: N802  Excel's own name.
        self.asked.append(call)
        return self.answers[str(call[0])]


def told(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_excel_is_asked_twice_for_a_figure_that_python_gives(capsys) -> None:
    from addin.excel import functions

    excel = StandIn(getattr(functions, trial.FUNCTION)(*trial.ARGUMENTS))
    trial.ask(excel)
    assert [list(line) for line in told(capsys)] == [["seconds"], ["seconds"]]
    assert excel.asked[0] == ("'jixiao.xlam'!JxServe", "JX_SCORE_RATE", [9.0, 10.0])


@pytest.mark.parametrize(
    ("excel", "said"),
    [
        (StandIn(NA, (6, 0)), [{"trouble": 6, "code": 0}]),
        (StandIn(0.8), [{"trouble": 0, "code": 0}, {"failure": "JX_SCORE_RATE 得到 0.8，应为 0.9"}]),
    ],
)
def test_any_other_answer_is_no_success(capsys, excel, said) -> None:
    trial.ask(excel)
    assert told(capsys) == said
    assert len(excel.asked) == 2


def test_the_addin_has_what_is_asked_for() -> None:
    source = python_modules()[0].source
    assert "Public Function JxServe(ByVal name As String, ByVal values As Variant)" in source
    assert "Public Function JxTrouble()" in source
    assert "Option Private Module" not in source
