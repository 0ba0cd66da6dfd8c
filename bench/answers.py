"""Answers clicked twice at a real web server while everything is killed: each stands there once."""

from bench.kills import broken, n_kills
from bench.report import Line

A_KILL = 20  # answers


def measure() -> list[Line]:
    """The test of the same name says what must hold."""
    n_answers = A_KILL * n_kills()
    what = f"{n_answers:,} answers, each clicked twice at once, {n_kills()} processes killed, "
    what += "a platform that refuses, stammers and hangs: promises broken"
    return [broken("tests/faults/test_answers.py", what)]
