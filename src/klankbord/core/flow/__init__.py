"""Flows as data: declare and check a chart, step through it, draw it."""

from klankbord.core.flow.chart import Chart, document_of, json_schema
from klankbord.core.flow.check import Checked, chart_problems, check_document, read_chart
from klankbord.core.flow.draw import draw_chart
from klankbord.core.flow.evidence import propose_answer
from klankbord.core.flow.examples import Case, coverage_of, run_case
from klankbord.core.flow.problems import Problem, ProblemCode
from klankbord.core.flow.read import write_document
from klankbord.core.flow.step import (
    Deadline,
    RefusalCode,
    State,
    Step,
    StepKind,
    StepRefused,
    advance,
    replay,
    start,
)
from klankbord.core.flow.words import Known

__all__ = [
    "Case",
    "Chart",
    "Checked",
    "Deadline",
    "Known",
    "Problem",
    "ProblemCode",
    "RefusalCode",
    "State",
    "Step",
    "StepKind",
    "StepRefused",
    "advance",
    "chart_problems",
    "check_document",
    "coverage_of",
    "document_of",
    "draw_chart",
    "json_schema",
    "propose_answer",
    "read_chart",
    "replay",
    "run_case",
    "start",
    "write_document",
]
