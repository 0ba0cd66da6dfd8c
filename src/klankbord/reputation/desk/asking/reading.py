"""Answers of experts out of the mailbox."""

import datetime as dt

import structlog

from klankbord.connectors.mailbox import Letter, mark_read, opened_mailbox, unread_letters
from klankbord.reputation.desk.asking.actions import QuestionNotOpen, answer_question
from klankbord.reputation.desk.asking.codes import question_of

log = structlog.get_logger(__name__)


def read_answers(*, url: str, at: dt.datetime) -> int:
    """Take in what came; how many were answers. A letter is done when its answer is kept."""
    n_answers = 0
    with opened_mailbox(url) as box:
        for number, letter in unread_letters(box):
            n_answers += letter is not None and take_in(letter, at=at)
            mark_read(box, number)
    return n_answers


def take_in(letter: Letter, *, at: dt.datetime) -> bool:
    """Keep what an expert answered; everything else is left alone, and nothing is mailed back."""
    question = None if letter.is_automatic or not letter.words else question_of(letter, at=at)
    if question is None:
        log.info("letter is no answer", is_automatic=letter.is_automatic)
        return False
    try:
        answer_question(question=question, text=letter.words, at=at, way="mail")
    except QuestionNotOpen:
        log.info("answer came too late", question=question.pk)
        return False
    return True
