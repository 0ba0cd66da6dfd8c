"""Can I post this?, for programs: a text and pictures in, findings out, nothing kept."""

import base64
from typing import Annotated

from django.utils import timezone, translation
from django.views.decorators.debug import sensitive_variables
from ninja import Field, Schema
from ninja.errors import HttpError

from klankbord.ambassadors.guidelines.check_forms import PDF_SECONDS
from klankbord.ambassadors.guidelines.checking import (
    LONGEST,
    MOST_PICTURES,
    Answer,
    CheckBroken,
    answer,
)
from klankbord.ambassadors.guidelines.declarations import CHECK
from klankbord.core.guard.pdf_text import PdfBusy, PdfUnreadable, pdf_text
from klankbord.people.access import MemberRequest, allow_members
from klankbord.people.routers import Router
from klankbord.trust.register import declares

router = Router(tags=["guidelines"])
_LANGUAGES = "^(en|nl)$"
MOST_BASE64 = 2_400_000  # of 1.8 MB: a whole call is at most DATA_UPLOAD_MAX_MEMORY_SIZE


class PostIn(Schema):
    """What somebody wants to post; pictures as base64. All of it together is at most 2.5 MB."""

    text: str = Field("", max_length=LONGEST)
    pictures: list[Annotated[str, Field(max_length=MOST_BASE64)]] = Field(
        default_factory=list, max_length=MOST_PICTURES
    )
    pdfs: list[Annotated[str, Field(max_length=MOST_BASE64)]] = Field(
        default_factory=list,
        max_length=1,
        description="a PDF of at most 1.8 MB as base64: its words are looked at",
    )
    language: str = Field("en", pattern=_LANGUAGES, description="of the advice: en or nl")


class FindingOut(Schema):
    """One thing that was seen: characters `start` to `end`, both 0 for a picture.

    The words of a PDF stand behind the text, after an empty line.
    """

    start: int
    end: int
    rule: str
    label: str
    clause: str
    advice: str
    of: str


class AnswerOut(Schema):
    """The light, and why."""

    light: str
    findings: list[FindingOut]


@router.post("/check", response=AnswerOut, url_name="guidelines-check")
@sensitive_variables()
@allow_members
@declares(CHECK)
def check(request: MemberRequest, post: PostIn) -> AnswerOut:  # noqa: ARG001  # ninja's signature
    """Look at a post before it goes out. Nothing of it is kept, and nobody is told."""
    pictures = _bytes_of(post.pictures)
    text = "\n\n".join(filter(None, (post.text, *map(_words_of, _bytes_of(post.pdfs)))))
    with translation.override(post.language):
        try:
            return _out(answer(text=text, pictures=pictures, on=timezone.localdate()))
        except CheckBroken as broken:
            words = f"The check broke ({broken}). Nothing of your post was kept."
    raise HttpError(500, words)


@sensitive_variables()
def _bytes_of(files: list[str]) -> list[bytes]:
    try:
        return [base64.b64decode(each, validate=True) for each in files]
    except ValueError:  # its own kind, and plain where a letter is not ASCII
        pass  # raised outside: the error would hold the file
    raise HttpError(422, "Send each picture and each PDF as base64.")


@sensitive_variables()
def _words_of(pdf: bytes) -> str:
    status, refusal = 422, f"This PDF is longer than {LONGEST} characters. Send a part of it."
    try:
        words = pdf_text(pdf, seconds=PDF_SECONDS)
        if len(words) <= LONGEST:
            return words
    except PdfUnreadable:
        refusal = "The words of this PDF cannot be read. Send its text instead."
    except PdfBusy:
        status, refusal = 503, "Other PDFs are being read. Try again in a minute."
    raise HttpError(status, refusal)  # outside, as above


def _out(found: Answer) -> AnswerOut:
    findings = [
        FindingOut(
            start=each.finding.start,
            end=each.finding.end,
            rule=each.finding.rule.value,
            label=str(each.advice.label),
            clause=str(each.part),
            advice=str(each.advice.rewrite),
            of=each.finding.detail,
        )
        for each in found.told
    ]
    return AnswerOut(light=found.light.value, findings=findings)
