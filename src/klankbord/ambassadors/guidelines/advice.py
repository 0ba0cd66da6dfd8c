"""The sentences of a check: what each rule saw, and how to write it so that it can go out."""

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from klankbord.core.guard.finding import Finding, Light, Part, Rule


@dataclass(frozen=True)
class Advice:
    """One rule in words: what it is called, and what to do."""

    label: Promise
    rewrite: Promise


_LEAVE_OUT_NUMBER: Final = _("Leave the number out. The story works without it.")
_ASK_FIRST: Final = _("Did you ask? If not: leave the name out, or write “a colleague”.")

ADVICE: Final[dict[Rule, Advice]] = {
    Rule.BSN: Advice(
        _("Citizen service number (BSN)"),
        _("Leave it out. Nobody outside may have it, and with it somebody can be robbed."),
    ),
    Rule.EDUCATION_NUMBER: Advice(_("Education number"), _LEAVE_OUT_NUMBER),
    Rule.NATIONAL_NUMBER_BE: Advice(_("Belgian national register number"), _LEAVE_OUT_NUMBER),
    Rule.NATIONAL_NUMBER: Advice(_("Number of a person with the state"), _LEAVE_OUT_NUMBER),
    Rule.IDENTITY_DOCUMENT: Advice(
        _("Number of a passport, identity card or driving licence"), _LEAVE_OUT_NUMBER
    ),
    Rule.FILE_NUMBER: Advice(
        _("Number of somebody's file"),
        _("Leave the number out: colleagues can find the person with it."),
    ),
    Rule.IBAN: Advice(
        _("Bank account (IBAN)"),
        _("Leave it out, or send it to the one who has to pay. A public account of your"
          " organisation may stay."),
    ),
    Rule.CARD: Advice(
        _("Number of a bank or credit card"), _("Leave it out. Not even the last digits.")
    ),
    Rule.VAT: Advice(
        _("VAT number"),
        _("Is it that of a company? Then it may stay. One of a person alone may hold a BSN:"
          " leave it out."),
    ),
    Rule.PHONE: Advice(
        _("Phone number"),
        _("Is it a number for the public? Then it may stay. Otherwise name the general number."),
    ),
    Rule.EMAIL: Advice(
        _("Mail address of a person"),
        _("Name a general address, or ask people to send you a private message."),
    ),
    Rule.ADDRESS: Advice(
        _("Address of a house"),
        _("Does somebody live there? Then write the district or the street, without a number."),
    ),
    Rule.BIRTH_DATE: Advice(
        _("Date of birth"), _("Leave it out, or write an age: “in her forties”.")
    ),
    Rule.LICENCE_PLATE: Advice(
        _("Number plate"), _("Leave it out: it leads to the owner. “A grey van” is enough.")
    ),
    Rule.IP_ADDRESS: Advice(
        _("Address of a computer"), _("Leave it out: it tells where somebody sits, or how we work.")
    ),
    Rule.SECRET: Advice(
        _("Password, key or token"),
        _("Leave it out, and change it now: who saw it can come in. Tell the help desk."),
    ),
    Rule.INTERNAL_LINK: Advice(
        _("Link that leads inside, or opens a file"),
        _("Leave the link out. Is the text meant for everybody? Then link to the public page."),
    ),
    Rule.CONFIDENTIAL_WORD: Advice(
        _("Word that stays inside"),
        _("Write about it in other words, or wait until it may be told."),
    ),
    Rule.CODE_NAME: Advice(
        _("Code name"), _("Leave the name out: outside, it makes people curious about what it is.")
    ),
    Rule.EMBARGO: Advice(
        _("Under embargo"),
        _("Wait until the day. Put it in your calendar, then you are the first."),
    ),
    Rule.MARKING: Advice(
        _("Marked as confidential"),
        _("The text itself says that it stays inside. Ask its owner before you share it."),
    ),
    Rule.DOCUMENT: Advice(
        _("Copied from a document that stays inside"),
        _("Tell it in your own words, and only what is public already. Not sure? Ask its owner."),
    ),
    Rule.PERSON: Advice(_("Name of a person"), _ASK_FIRST),
    Rule.DISCLOSURE: Advice(
        _("It does not say that you work here, or that you got something"),
        _("Add “I work at …” or a tag such as #mywork. Did you get something for it? Say so, too."),
    ),
    Rule.NO_PHOTO: Advice(
        _("Somebody who does not want to be in a picture"),
        _("Are they in it? Then take another picture, or make them impossible to recognise. Are"
          " they only named? Then the picture may stay."),
    ),
    Rule.PICTURE_PLACE: Advice(
        _("The picture holds the place where it was taken"),
        _("Send a screenshot of it, or switch the place off when you share it."),
    ),
    Rule.PICTURE_DETAILS: Advice(
        _("The picture holds details: its maker, the hour, the device"),
        _("A screenshot of it holds none of them. Is it fine to tell? Then it may stay."),
    ),
    Rule.PICTURE_UNREADABLE: Advice(
        _("The picture cannot be looked into"),
        _("Save it as JPEG or PNG and try again, or make a screenshot of it."),
    ),
}  # fmt: skip

LIGHTS: Final[dict[Light, Advice]] = {
    Light.GREEN: Advice(
        _("Nothing stands out"),
        _("We saw nothing that should stay inside. You know your readers best: post it if it feels"
          " right."),
    ),
    Light.AMBER: Advice(
        _("Think a moment"),
        _("Something asks a thought. You decide."),
    ),
    Light.RED: Advice(
        _("Better not like this"),
        _(
            "Something in it should not go out. Below you see what, and how to write it. You"
            " decide."
        ),
    ),
}  # fmt: skip

PARTS: Final[dict[Part, Promise]] = {
    Part.WHO_YOU_ARE: _("Say who you are"),
    Part.NEVER_OUT: _("What never goes out"),
    Part.PEOPLE: _("People in your post"),
    Part.PRESS: _("Press, elections and crisis"),
}


def advice_on(finding: Finding) -> Advice:
    """The words of one finding."""
    return ADVICE[finding.rule]
