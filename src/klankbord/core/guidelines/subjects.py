"""Which of the eight subjects, and which of the four rights, a guideline speaks of.

A subject is there when one clause says two different things that belong to it: one word alone may
stand there by chance. A right is there when a sentence grants it.
"""

import re
from collections.abc import Sequence
from typing import Final

from klankbord.core.guidelines.deontic import Force, force_of
from klankbord.core.guidelines.finding import ClauseText, Right, Subject
from klankbord.core.text.sentences import sentence_places

_ENOUGH: Final = 2

SUBJECT_CUES: Final[dict[str, dict[Subject, tuple[str, ...]]]] = {
    "nl": {
        Subject.IDENTITY: (
            r"wie je bent|waar je werkt|dat (?:je|u) (?:hier|bij ons) werkt|je functie",
            r"werk(?:t)? (?:hier|bij (?:ons|de|het))",
            r"ik-vorm|eigen mening|persoonlijke? (?:titel|mening)",
            r"namens (?:ons|de|het)|andere naam|nepaccount|valse naam",
        ),
        Subject.CONFIDENTIAL: (
            r"vertrouwelijk\w*|geheim\w*|binnen blijft|naar buiten",
            r"persoonsgegevens|gegevens van|dossier\w*|bsn|rijksregisternummer",
            r"wachtwoord\w*|toegangspas\w*|plattegrond\w*|beveiliging|code(?:s)?",
            r"nog niet (?:bekend|openbaar)\w*|embargo|besluiten die|plannen",
        ),
        Subject.PEOPLE: (
            r"toestemming|vraag (?:het )?eerst|vraag je het|goedkeuring",
            r"foto\w*|filmpje\w*|beeld\w*|portret\w*",
            r"herkenbaar|herkent|in beeld|op de foto|iemand noemt|naam noem\w*",
            r"kinderen|ouders|bezoeker\w*|collega's",
        ),
        Subject.MAKERS: (
            r"auteursrecht\w*|rechten op|copyright|licentie",
            r"maker\w*|bron(?:nen)?|fotograaf|bronvermelding",
            (
                r"kunstmatige intelligentie|\bai\b|taalmodel|chatbot|van de computer"
                r"|computer (?:een )?\w* ?(?:laten|gemaakt|maakt?)"
            ),
            r"muziek|werk van (?:een )?ander\w*|gemaakt is",
        ),
        Subject.RESPECT: (
            r"respect\w*|vriendelijk\w*|beleefd|luister\w*",
            r"discrimin\w*|afkomst|geloof|pest\w*|beledig\w*|schelden?|scheld\w*|uitgescholden",
            r"bedreig\w*|haat\w*|intimid\w*|aangifte",
            r"ruzie|conflict\w*|boos|meningsverschil\w*|klacht\w*|discussie\w*",
        ),
        Subject.MISTAKES: (
            r"fout(?:en)?|vergis\w*|misga\w*|gaat het mis|mis gaat|spijt",
            r"verwijt|zonder schuld|niet gestraft|geen straf|geen sanctie|hulp",
            r"haal (?:het|hem|je bericht) (?:\w+ )?weg|verwijder\w*|herstel\w*|rechtzet\w*",
            r"meld\w*|datalek\w*|uitgelekt|lek",
        ),
        Subject.PRESS: (
            r"pers|persvoorlichter\w*|woordvoerder\w*|journalist\w*|media vraagt",
            r"crisis\w*|ramp\w*|ongeluk\w*|incident\w*",
            r"verkiezing\w*|politie[kf]\w*|partij\w*|campagne",
        ),
        Subject.RIGHTS: (
            r"recht(?:en)?|mag je|je mag|vrijheid",
            r"vakbond\w*|ondernemingsraad|syndica\w*|vakvereniging|personeelsvertegenwoordig\w*",
            r"mening|kritisch\w*|meningsuiting",
            r"vertrouwenspersoon|misstand\w*|meldpunt|klokkenluid\w*",
        ),
    },
    "en": {
        Subject.IDENTITY: (
            r"who you are|where you work|your (?:job|role|function)",
            r"you work (?:here|for us|with us|at)|i work at",
            r"write as “?i”?|own opinion|personal capacity|own words",
            r"speak for|on behalf of|another name|fake account|false name",
        ),
        Subject.CONFIDENTIAL: (
            r"confidential\w*|secret\w*|stays? inside|goes? out",
            r"personal data|data (?:of|about)|files? of|citizen service number",
            r"passwords?|access (?:pass|code)\w*|floor plans?|security",
            r"not (?:been made |yet )?public|embargo\w*|decisions that|plans",
        ),
        Subject.PEOPLE: (
            r"permission|consent|ask (?:them |it )?first|you ask",
            r"photos?|videos?|pictures?|portraits?|films?",
            r"recognis\w*|in the picture|on (?:a|the|your) photo|name them|name somebody",
            r"children|parents|visitors?|colleagues",
        ),
        Subject.MAKERS: (
            r"copyright\w*|rights to|licen[cs]e\w*",
            r"makers?|sources?|photographer\w*|credit",
            (
                r"artificial intelligence|\bai\b|language model|chatbot|of the computer"
                r"|(?:by|let) a (?:computer|machine)"
            ),
            r"music|work of (?:others|somebody)|how it was made",
        ),
        Subject.RESPECT: (
            r"respect\w*|friendly|kind|polite\w*|listen\w*",
            r"discriminat\w*|where somebody comes from|belief|bully\w*|insult\w*|abused?|swear\w*",
            r"threat\w*|hate\w*|harass\w*|police",
            r"quarrel\w*|conflict\w*|angry|disagree\w*|complaints?|arguments?",
        ),
        Subject.MISTAKES: (
            r"mistakes?|went wrong|goes wrong|was wrong|regret\w*|slip\w*",
            r"blame\w*|not punished|no punishment|help",
            r"take (?:it|the post) down|delete it|put right|correct it",
            r"reports? (?:it|a mistake)|data breach\w*|get out|leak\w*|call",
        ),
        Subject.PRESS: (
            r"press|press officer|spokes\w*|journalists?|reporters?",
            r"crisis|crises|disaster\w*|accident\w*|incident\w*",
            r"elections?|politic\w*|part(?:y|ies)|campaign\w*",
        ),
        Subject.RIGHTS: (
            r"rights?|you may|freedom",
            r"unions?|works council|staff representation",
            r"opinions?|critical\w*|free speech",
            r"confidential adviser|wrongdoing|reporting point|whistle\w*",
        ),
    },
}
RIGHT_CUES: Final[dict[str, dict[Right, str]]] = {
    "nl": {
        Right.OPINION: r"\b(?:mening|kritisch\w*|kritiek|meningsuiting|oneens)\b",
        Right.UNION: r"\b(?:vakbond\w*|syndica\w*|vakvereniging\w*|staking\w*)\b",
        Right.WHISTLEBLOWING: r"\b(?:misstand\w*|klokkenluid\w*|vertrouwenspersoon|meldpunt\w*"
        r"|onregelmatigheid|onregelmatigheden)\b",
        Right.DISCONNECT: r"\b(?:na (?:werktijd|het werk|je werk|de werkuren)|vrije tijd"
        r"|buiten werktijd|buiten de werkuren|avond\w*|weekend\w*|vakantie|deconnectie"
        r"|onbereikbaar|bereikbaar)\b",
    },
    "en": {
        Right.OPINION: r"\b(?:opinions?|critical|criticise|criticism|free speech|disagree)\b",
        Right.UNION: r"\b(?:unions?|strikes?)\b",
        Right.WHISTLEBLOWING: r"\b(?:wrongdoing|whistle\w*|confidential adviser|reporting point"
        r"|irregularit\w+)\b",
        Right.DISCONNECT: r"\b(?:after work|after hours|own time|free time|outside working hours"
        r"|working hours|evenings?|weekends?|holidays?|disconnect\w*|reachable)\b",
    },
}
_GRANTS: Final = re.compile(
    r"\b(?:mag|mogen|recht|rechten|hoef\w*|vrij|beschermt|beschermd|meld je|meldt|zaak|van jou"
    r"|may|right|rights|need not|have to|free|protects?|protected|report|up to you|yours)\b",
    re.IGNORECASE,
)
_SUBJECTS: Final = {
    language: {
        subject: [re.compile(rf"\b(?:{cue})\b", re.IGNORECASE) for cue in cues]
        for subject, cues in subjects.items()
    }
    for language, subjects in SUBJECT_CUES.items()
}
_RIGHTS: Final = {
    language: {right: re.compile(cue, re.IGNORECASE) for right, cue in rights.items()}
    for language, rights in RIGHT_CUES.items()
}


def subjects_missing(clauses: Sequence[ClauseText], language: str) -> list[Subject]:
    """The subjects that no clause speaks of in "nl" or "en"."""
    texts = [clause.whole(language) for clause in clauses]
    return [
        subject
        for subject, cues in _SUBJECTS[language].items()
        if not any(_n_found(cues, text) >= _ENOUGH for text in texts)
    ]


def rights_missing(clauses: Sequence[ClauseText], language: str) -> list[Right]:
    """The rights that no sentence grants in "nl" or "en"."""
    sentences = [
        text[start:end]
        for text in (clause.texts.get(language, "") for clause in clauses)
        for start, end in sentence_places(text)
    ]
    return [
        right
        for right, cue in _RIGHTS[language].items()
        if not any(cue.search(each) and _grants(each, language) for each in sentences)
    ]


def _n_found(cues: Sequence[re.Pattern[str]], text: str) -> int:
    return sum(cue.search(text) is not None for cue in cues)


def _grants(sentence: str, language: str) -> bool:
    force = force_of(sentence, language)
    if force is Force.BAN:
        return False
    return force is Force.FREEDOM or _GRANTS.search(sentence) is not None
