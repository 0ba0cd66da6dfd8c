"""Bans and norms that nobody can keep, because they do not say what to do or to leave.

"Be professional" means something else to everybody; who is judged by it finds out afterwards. A
sentence that goes on to say what it means ("Be respectful: do not swear") is not vague.
"""

import re
from typing import Final

from klankbord.core.guidelines.vague_words import vague_patterns
from klankbord.core.text.sentences import Place, sentence_places

_VAGUE: Final = {
    language: [re.compile(each, re.IGNORECASE) for each in vague_patterns(language)]
    for language in ("nl", "en")
}
_GOES_ON: Final = re.compile(r"[^.!?]*:\W*\w+\W+\w+\W+\w+")
_EXPLAINS: Final = re.compile(
    r"\W*(?:(?:dat|dit) betekent|bijvoorbeeld|concreet"
    r"|(?:that|this) means|for example|in practice)",
    re.IGNORECASE,
)
_SHORT_QUESTION: Final = 5  # words: "Not sure? Then do not post it." is one saying


def vague_bans(text: str, language: str) -> list[Place]:
    """Sentences of a text in "nl" or "en" that ban or ask something without saying what."""
    sentences = sentence_places(text)
    found = []
    for at, place in enumerate(sentences):
        following = text[place.end : place.end + 40]
        start = _with_question(text, sentences, at)
        if not _EXPLAINS.match(following) and _is_vague(text[start : place.end], language):
            found.append(Place(start, place.end))
    return found


def _with_question(text: str, sentences: list[Place], at: int) -> int:
    if at:
        before = text[sentences[at - 1].start : sentences[at - 1].end]
        if before.endswith("?") and len(before.split()) <= _SHORT_QUESTION:
            return sentences[at - 1].start
    return sentences[at].start


def _is_vague(sentence: str, language: str) -> bool:
    plain = " ".join(
        re.sub(r"[*_`]+", "", sentence).replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").split()
    )
    for pattern in _VAGUE[language]:
        found = pattern.search(plain)
        if found and not _GOES_ON.match(plain, found.end()):
            return True
    return False
