"""Help with hashtags in a query: the same words without the sign."""

import re

from django.utils.translation import gettext as _

from klankbord.core.text.readable import hashtag_words

_TAG = re.compile(r"(?<![\w&/\"])#(\w{3,100})")
MOST_HINTS = 3


def hashtag_hints(text: str) -> list[str]:
    """Sentences that offer a phrase beside a hashtag of several words; nothing is changed."""
    hints = []
    for tag in dict.fromkeys(_TAG.findall(text)):
        words = " ".join(hashtag_words(tag)).casefold()
        if " " in words and f'"{words}"' not in text.casefold():
            hints.append(
                _("#%(tag)s finds the hashtag alone. For the words too, write: %(query)s")
                % {"tag": tag, "query": f'(#{tag} OR "{words}")'}
            )
    return hints[:MOST_HINTS]
