"""What a mail server answers to a letter that it does not take."""

import smtplib
from typing import Final

PERMANENT: Final = 500
"""SMTP answers from here on: do not try this address again."""


def answer_of(
    refusal: smtplib.SMTPRecipientsRefused | smtplib.SMTPResponseException,
) -> tuple[int, str]:
    """Its code, and its words with the code before them."""
    answer: bytes | str
    if isinstance(refusal, smtplib.SMTPResponseException):
        code, answer = refusal.smtp_code, refusal.smtp_error
    else:
        code, answer = next(iter(refusal.recipients.values()))
    words = answer.decode(errors="replace") if isinstance(answer, bytes) else answer
    return code, f"{code} {words}"
