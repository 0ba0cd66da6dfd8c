"""The patterns of vague bans, in Dutch and English."""

from collections.abc import Iterator
from typing import Final

_GAP: Final = r"(?:\W+\w+){0,4}?\W+"
_NORM: Final = {
    "nl": (
        r"(?:on)?(?:professione(?:el|le)|fatsoenlijke?|gepaste?|passende?|behoorlijke?|netjes|nette"
        r"|correcte?|verstandige?|voorzichtige?|terughoudende?|integere?|loya(?:al|le)"
        r"|positie(?:f|ve)|verantwoorde?|verantwoordelijke?|waardige?|representatie(?:f|ve)|respectvolle?|discrete?"
        r"|discreet|beschaafde?|betamelijke?|wenselijke?|zorgvuldige?|betrouwbare?|gewenste?)"
    ),
    "en": (
        r"(?:un|in|ir|dis)?(?:professional(?:ly)?|decent(?:ly)?|clean|appropriate(?:ly)?"
        r"|proper(?:ly)?|sensibl[ey]|careful(?:ly)?|cautious(?:ly)?|prudent(?:ly)?|restrained|loyal(?:ly)?"
        r"|positive(?:ly)?|responsibl[ey]|respectful(?:ly)?|discreet(?:ly)?|discrete|civil(?:ly)?"
        r"|tasteful(?:ly)?|suitable|suitably|acceptabl[ey]|courteous(?:ly)?|mindful|ethical(?:ly)?)"
    ),
}
_BAD: Final = {
    "nl": (
        r"(?:negatie(?:f|fs|ve)|ongepaste?s?|onbehoorlijke?|onfatsoenlijke?|schadelijke?"
        r"|aanstootgevende?|controversi[eë](?:el|le)|gevoelige|kritische?|kritiek|onwenselijke?"
        r"|ongewenste?|onprofessione(?:el|le)|onbetamelijke?|onzorgvuldige?|kwetsende?|onnodige?"
        r"|grove?|grof|platte|onzin(?:nige)?|ongezouten)"
    ),
    "en": (
        r"(?:negative(?:ly)?|inappropriate(?:ly)?|improper|indecent|harmful|offensive|controversial"
        r"|sensitive|critical|criticism|undesirable|unwanted|unprofessional|unsuitable|damaging"
        r"|hurtful|foul|rude|vulgar|nonsense|silly|derogatory|disrespectful|questionable|objectionable)"
    ),
}
_GOOD_NAME: Final = {
    "nl": (
        r"(?:goede naam|reputatie|imago|aanzien|uitstraling|belangen"
        r"|naam van (?:de|het|ons|onze))"
    ),
    "en": r"(?:good name|reputation|image|standing|interests|name of (?:the|our))",
}
_NO: Final = {
    "nl": r"\b(?:niet|geen|nooit|niets|vermijd\w*|voorkom|verboden|onthoud)\b",
    "en": r"(?:\b(?:not|no|never|nothing|avoid\w*|refrain|prohibited|forbidden|banned)\b|n't\b)",
}
_TOWARDS: Final = {  # answering what others say is no ban on saying it
    "nl": r"(?<!op )(?<!over )",
    "en": r"(?<!answer )(?<!answering )(?<! to )(?<!ban on )",
}
# Without a vowel between: what a person is to be, with nothing that says how.
_BE: Final = {
    "nl": (
        r"\b(?:wees|blijft?|ton(?:en|t)|toon|gedra(?:ag|gen)|handel(?:t|en)?|ho(?:u|ud)"
        r"|doe|communiceer|reageer|schrijf|post|deel|ga|gaan|gaat|treed|stel|omgaan|moet|moeten|dient|dienen)\b"
    ),
    "en": (
        r"\b(?:be|stay|remain|act|acts|behave|behaves|keep|conduct|communicate|respond|reply|write"
        r"|post|share|use|speak|must|should)\b"
    ),
}
_SAYINGS: Final = {
    "nl": (
        r"\b(?:gezonde?|boeren)\s?verstand\b",
        r"\bgedra(?:ag|gen)\b(?:\W+\w+){0,6}?\W+(?:hoort|betaamt|verwacht\w*|normaal|past)\b",
        (
            r"\b(?:denk|na te denken)\b(?:\W+\w+){0,2}?\W*(?:na )?"
            r"(?:voordat|voor|alvorens|over wat)\b"
            r"(?=.*\b(?:plaatst?|deelt?|post|schrijft?|zegt?|zet|reageert?)\b)"
        ),
        (
            r"\bbij twijfel\b\W+(?:\w+\W+){0,3}?(?:niet|geen|nooit)\b"
            r"(?!.*\b(?:maar|vraag|bel|overleg)\b)"
        ),
        r"\btwijfel je\b\?\W*(?:\w+\W+){0,3}?(?:niet|geen|nooit)\b(?!.*\b(?:vraag|bel|overleg)\b)",
        r"\bvoorbeeld(?:functie|rol)\b",
        r"\bgoede? (?:ambassadeur|visitekaartje)\b|\bvisitekaartje van\b",
        r"\blet (?:goed )?op (?:je|uw|jouw) (?:woorden|toon|taal|woordkeus|houding)\b",
        r"\bdoor de beugel\b|\bover de schreef\b|\bgoede smaak\b|\bgoede zeden\b",
        (
            r"\b(?:in strijd|strijdig|niet in lijn|niet passend?)\b"
            r".*\b(?:normen|(?:kern)?waarden|cultuur)\b"
        ),
        r"\b(?:kwaad|slecht|negatief|verkeerd) daglicht\b|\bdiskrediet\b|\bin verlegenheid\b",
        r"\b(?:schamen|gezichtsverlies|smet)\b",
        r"\bonnodig\w* (?:kwetsen\w*|grievend\w*)\b",
        r"\bwees (?:je|u) bewust\b(?!.*\bdat\b.*\b(?:kan|kunnen)\b)",
        (
            r"\b(?:niets|geen|niet|nooit)\b"
            r".*\b(?:spijt|achteraf|betreur\w*|(?:baas|moeder|oma)\b.*\bzien)\b"
        ),
        r"\b(?:bewust|besef\w*|onthoud|realiseer|vergeet niet)\b.*\bvertegenwoordig\w*",
        r"\b(?:respecteer|deel|draag|leef|hou|houd)\b.*\b(?:normen|(?:kern)?waarden|cultuur)\b",
        r"\bkritisch op wat\b|\b(?:let|pas)\b(?: \w+){0,3}? op\b.{0,8}\bwat (?:je|u)\b",
        r"\b(?:als een volwassene|volwassen)\b",
        r"\b(?:houd?|maak) het (?:\w+ )?(?:gezellig|leuk|luchtig|kort)\b",
        r"\b(?:je|uw) (?:oma|moeder|baas)\b.*\b(?:lezen|zien)\b",
        r"\bte schande\b",
        r"\b(?:over|aan) de (?:grens|schreef)\b",
        r"^\W*toon (?:\w+ )?(?:respect|fatsoen|begrip|karakter)\b\W*$",
        r"\bmet mate\b",
        r"\bdie niet horen\b",
        r"\b(?:goede|nette|positieve|professionele) (?:uitstraling|indruk|houding)\b",
        r"\b(?:vragen|onrust|ophef|discussie) (?:kan |kunnen )?(?:oproep\w*|veroorza\w*|uitlok\w*)",
        r"\bwat (?:je|u)\b.*\b(?:offline|in het echt|op kantoor)\b.*\bniet\b",
        r"^\W*overdrijf niet\b|\bgoede? werknemer(?:schap|s)?\b|\bprofessionaliteit\b",
        r"\b(?:beleefd|vriendelijk|aardig)e? en (?:correct|professioneel|netjes|respectvol)",
        (
            r"\b(?:gepaste?|nodige?|passende?)"
            r" (?:afstand|voorzichtigheid|terughoudendheid|discretie)\b"
        ),
    ),
    "en": (
        r"\bcommon sense\b|\b(?:good|sound|best|better) judge?ment\b|\bgood taste\b",
        r"\bbehave (?:yourself|yourselves|well|as expected|normally)\b",
        (
            r"\bthink\b(?:\W+\w+){0,2}?\W*before\b"
            r"(?=.*\b(?:post|share|write|tweet|speak|comment|say)\b)"
        ),
        (
            r"\b(?:when|if) in doubt\b\W+(?:\w+\W+){0,2}?(?:not|n't|leave it|no|never)\b"
            r"(?!.*\b(?:but|ask|call)\b)"
        ),
        (
            r"\b(?:when|if) in doubt\b\W+(?:do|don)\W?(?:not|n?'?t)\b"
            r"(?!.*\b(?:ask|call)\b)"
        ),
        r"\brole model\b|\b(?:set|setting) (?:a good|an) example\b",
        r"\b(?:good|true|proud) (?:ambassador|representative)s?\b",
        r"\brepresent (?:us|the \w+|our \w+) (?:well|positively|properly|with pride)\b",
        r"\b(?:watch|mind|choose) your (?:words|tone|language|step)\b",
        r"\b(?:conflict\w*|incompatible|inconsistent|not in line|at odds)\b.*\bvalues\b",
        r"\b(?:bad|poor|negative|unfavou?rable|wrong) light\b|\bdisrepute\b|\bembarrass\w*\b",
        r"\bintegrity\b(?=\W*$)|\bwith (?:integrity|dignity|respect|care)\b(?=\W*$)",
        r"\bwould (?:not|n't) want (?:your|the) (?:boss|manager|mother|grandmother|employer)\b",
        r"\b(?:not|never|n't)\b\W+(?:\w+\W+)?critici[sz]e\b",
        r"\b(?:not|n't|no|never|nothing)\b.*\b(?:regret|(?:boss|mother|gran\w*)\b.*\bsee)\b",
        r"\blike (?:an adult|adults|grown-ups?)\b",
        r"\bkeep it (?:\w+ )?(?:friendly|nice|light|short)\b",
        r"\b(?:grandmother|gran|mother|boss)\b.*\b(?:see|read)\b",
        r"\b(?:show|tell) your (?:gran\w*|mother)\b",
        r"\b(?:shame|disgrace)\b",
        r"\bcross(?:es|ing)? the line\b",
        r"\bin moderation\b",
        r"\bthat are not done\b",
        r"\baware of the (?:consequences|impact)\b",
        r"\b(?:looks?|look) good\b",
        r"\bgood impression\b",
        r"^\W*show (?:\w+ )?(?:respect|decency|character)\W*$",
        r"\b(?:aware|remember|realise|forget)\b.*\brepresent\w*",
        r"\b(?:respect|share|live|uphold)\b.*\b(?:norms|values|culture)\b",
        r"\b(?:attention to|careful with|watch out for|mind|watch) what you\b",
        (
            r"\b(?:exercise|use|show|apply) (?:\w+ )?"
            r"(?:caution|discretion|restraint|care|respect|tact)\b"
        ),
        r"\b(?:raise|cause|spark) (?:questions|unrest|debate|controversy)\b",
        r"\byou (?:would|wouldn|do|don)\W?(?:n't|t|not)?\b.*\boffline\b",
        r"\breflect\w* (?:badly|poorly|well)\b",
        r"^\W*(?:don't|do not) overdo\b|\bprofessionalism\b|\bgood employees?\b",
        r"^\W*(?:always )?be (?:nice|kind|polite|friendly|good)(?: and \w+)?\W*$",
        r"\bbe (?:aware|conscious|mindful) of your (?:role|position|responsibilit\w+)\b",
    ),
}


_US: Final = {
    "nl": (
        r"\b(?:organisatie|bedrijf|werkgever|gemeente|instelling|ons|onze"
        r"|reputatie|imago|naam)\b"
    ),
    "en": r"\b(?:organi[sz]ation|company|employer|city|institution|us|our|reputation|image|name)\b",
}
_HARM: Final = r"\b(?:(?:be)?schad(?:en?|ig\w*|elijke?)|harm\w*|damag\w*|hurt\w*)\b"
_OUTCOME: Final = r"(?! (?:gevolg|effect|consequence|outcome|result)\w*)"
_ANYWHERE: Final = (  # what may follow a norm that says nothing more
    r"(?=\W*$|\W*[,;:]|\W+(?:zijn|te zijn|om met|online|manier|wijze|manner|way|at all times"
    r"|te allen tijde|op (?:sociale|social|internet|het)|on (?:social|the)|in alles|in everything"
    r"|(?:met|over|with|about|in) (?:wat|what|sociale|social|je|your)|als|wanneer|when|if"
    r"|(?:to|aan|jegens|towards?) (?:us|ons)"
    r"|(?:to|aan|jegens|towards?) \w+ (?:employer|company|city|municipality|gemeente"
    r"|organi[sz]ation|werkgever|bedrijf"
    r"|organisatie)|en|and)\b)"
)


def vague_patterns(language: str) -> Iterator[str]:
    """What a vague sentence in "nl" or "en" holds; each by itself is enough."""
    no, bad, norm = _NO[language], _BAD[language], _NORM[language]
    good_name, us = _GOOD_NAME[language], _US[language]
    yield from _SAYINGS[language]
    yield rf"{no}{_GAP}{_TOWARDS[language]}\b{bad}\b{_OUTCOME}"
    yield rf"^\W*{bad}\b.*{no}"
    yield rf"\b{norm}(?: \w+)? (?:gedrag|behaviou?r|conduct)\b.*{no}"
    yield rf"{_BE[language]}(?:\W+\w+){{0,6}}?\W+{norm}\b{_ANYWHERE}"
    yield rf"^(?=.*{no})(?=.*{us}).*{_HARM}"
    yield rf"\b(?:bescherm|bewaak|protect|guard|safeguard|uphold)\w*\b.*\b{good_name}\b"
    yield rf"\b(?:rekening met|account)\b.*\b{good_name}\b|\b{good_name}\b.*\bin mind\b"
