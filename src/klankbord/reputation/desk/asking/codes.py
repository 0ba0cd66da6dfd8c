"""The code that leads a letter back to its question: signed, and worth nothing after its time.

It stands in the Message-ID of our letter, which every mail program repeats in an answer, and in the
subject, for those that do not. Only letters of small size survive everywhere: a to z, 2 to 7.
"""

import base64
import datetime as dt
import re
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from klankbord.connectors.mailbox import Letter
from klankbord.reputation.desk.asking.models import ExpertQuestion

STAYS_OPEN = dt.timedelta(days=30)
"""How long after its day an answer is still taken."""
_CODE = re.compile(r"\bq(\d{1,12})-([a-z2-7]{16})\b", re.IGNORECASE)


def code_of(question: ExpertQuestion) -> str:
    """The code of one question; the same for ever, so that nothing has to be kept."""
    return f"q{question.pk}-{_mark(question.pk)}"


def message_id_of(question: ExpertQuestion, kind: str = "question") -> str:
    """The name of our letter: a letter that goes out twice after a crash is known as one."""
    return f"<{kind}.{code_of(question)}@{urlsplit(settings.PUBLIC_URL).hostname or 'localhost'}>"


def question_of(letter: Letter, *, at: dt.datetime) -> ExpertQuestion | None:
    """The question that a letter answers, if its code is ours, in time, and from its expert."""
    for found in _CODE.finditer(" ".join((*letter.ids, letter.subject))):
        if not constant_time_compare(found[2].lower(), _mark(int(found[1]))):
            continue
        questions = ExpertQuestion.objects.select_related("expert", "contact")
        question = questions.filter(pk=int(found[1])).first()
        if question is None or question.answer_by + STAYS_OPEN < at:
            return None
        return question if _is_theirs(question, letter) else None
    return None


def _is_theirs(question: ExpertQuestion, letter: Letter) -> bool:
    """Whether it came from who was asked, as long as they may sign in or are a contact."""
    asked = question.addressee
    may_answer = asked is not None and (question.expert is None or question.expert.is_active)
    return may_answer and asked is not None and asked.email.lower() == letter.sender


def _mark(pk: int) -> str:
    digest = salted_hmac("desk.expert-question", str(pk), algorithm="sha256").digest()
    return base64.b32encode(digest[:10]).decode().lower()
