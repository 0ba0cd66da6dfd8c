"""Small worlds in which words meet often: posts and trees made of the same few pieces."""
# ruff: noqa: RUF001, E501  letters that look alike, and rows of examples, are the point

import datetime as dt
from random import Random

from hypothesis import strategies as st

from klankbord.core.match.parser import parse_query
from klankbord.core.match.printer import print_query
from klankbord.core.match.tree import (
    Exact,
    Near,
    Number,
    Phrase,
    Query,
    Since,
    Until,
    Value,
    Within,
    Word,
    is_positive,
    join_all,
    join_any,
    negate,
)  # fmt: skip
from klankbord.core.post import Author, Engagement, Media, Post

WORDS = [
    "fiets", "fietspad", "pad", "één", "een", "brug", "Brug", "BoZ", "boz", "foto's", "e-bike",
    "café", "cafe", "手机壳", "手机", "壳", "שלום", "שָׁלוֹם", "👍", "👍🏽", "straße", "strasse", "naïef",
    "हिन्दी", "ｆｉｅｔｓ", "fi\u200bets", "a\u0000b", "10.000", "가나다",
]  # fmt: skip
PATTERNS = [
    "fiets", "fietspad", "pad", "een", "brug", "boz", "foto", "s", "cafe", "手机", "机壳", "*壳*",
    "שלום", "👍", "strasse", "fiets*", "*fiets*", "*etspad", "br?g", "f*s", "हिन्दी", "10", "e", "bike",
    "가나", "mist", "fi*et*d", "ca?e*",
]  # fmt: skip
SURFACES = ["fiets", "Brug", "brug", "BoZ", "één", "een", "café", "straße", "手机", "👍"]
HANDLES = ["anna", "Anna@plek.example", "piet.nl", "@jan", "José"]
LINKS = [
    "https://www.krant.example/stuk/1?a=b", "http://nieuws.krant.example", "https://plek.example/x",
    "https://krant.examples/stuk", "http://[::1]/x", "https://KRANT.example:8080/stuk",
]  # fmt: skip
TAGS = ["FietsPad", "brug", "één", "c'est", "手机"]
MOMENTS = [dt.datetime(2026, 3, day, hour, tzinfo=dt.UTC) for day in (1, 2, 3) for hour in (0, 12)]

pieces = st.one_of(
    st.sampled_from(WORDS),
    st.sampled_from(TAGS).map("#{}".format),
    st.sampled_from(HANDLES).map(lambda handle: f"@{handle.lstrip('@')}"),
    st.sampled_from(LINKS),
    st.text(max_size=3),
)
texts = st.lists(pieces, max_size=9).map(" ".join)


def loose_phrases(n_phrases: int, n_texts: int) -> tuple[list[Query], list[str]]:
    """Phrases in any order of three words, some more than once, and texts of four words."""
    chance = Random(7)  # noqa: S311  # the same cases each time
    asked = [
        f'"{" ".join(chance.choices("abc", k=chance.randint(3, 5)))}"~{chance.randint(1, 6)}'
        for _ in range(n_phrases)
    ]
    said = [" ".join(chance.choices("abcd", k=chance.randint(2, 14))) for _ in range(n_texts)]
    return [*map(parse_query, asked)], said


def _post(text: str, title: str, chance: Random) -> Post:
    """A post whose texts are drawn and whose other values fall as dice do: a draw of each would
    cost more than the test that it is for.
    """
    return Post(
        id="plek:1",
        platform=chance.choice(["mastodon", "Feed", "x y"]),
        text=text,
        title=title,
        published_at=chance.choice(MOMENTS),
        author=Author(
            id=chance.choice(["1", "did:plc:Ab"]),
            handle=chance.choice(HANDLES),
            name=chance.choice(["", "Anna de Vries", "A \"B\" \\ 'C'"]),
            followers=chance.choice([None, 0, 10, 1000]),
        ),
        source=chance.choice(["", "7"]),
        url=chance.choice(["", *LINKS]),
        lang=chance.choice(["", "nl", "nl-BE", "en_GB"]),
        in_reply_to=chance.choice(["", "plek:0"]),
        repost_of=chance.choice(["", "plek:0"]),
        thread=chance.choice(["", "T:1", "x" * 300]),
        links=_at_most_one(chance, LINKS),
        hashtags=_at_most_one(chance, TAGS),
        mentions=_at_most_one(chance, HANDLES),
        media=tuple(map(Media, _at_most_one(chance, ["image", "video/mp4", "pdf"]))),
        engagement=Engagement(likes=chance.choice([0, 10, 50])),
        place=chance.choice(["", "Bergen op Zoom", "brug één"]),
        visibility=chance.choice(["public", "unlisted"]),
    )


def _at_most_one(chance: Random, values: list[str]) -> tuple[str, ...]:
    return tuple(chance.sample(values, chance.randint(0, 1)))


posts = st.builds(_post, texts, st.one_of(st.just(""), texts), st.integers(0, 2**32).map(Random))
facts = st.fixed_dictionaries(
    {},
    optional={
        "topic": st.sampled_from(["Brug", ["7", "fiets"]]),
        "sentiment": st.just("negative"),
        "reach": st.sampled_from([5, 500.5]),
    },
)

words = st.sampled_from(PATTERNS).map(Word)
exacts = st.sampled_from(SURFACES).map(Exact)
phrases = st.one_of(
    st.builds(
        Phrase,
        st.lists(words, min_size=2, max_size=3).map(tuple),
        st.sampled_from([0, 0, 1, 3]),
    ),
    st.builds(Phrase, st.lists(exacts, min_size=2, max_size=2).map(tuple)),
)
placed = st.recursive(
    st.one_of(words, words, exacts, phrases),
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=3).map(join_any),
        st.builds(Near, inner, inner, st.integers(1, 4), st.booleans()),
    ),
    max_leaves=5,
)
VALUES = [
    ("platform", "mastodon"), ("platform", "x y"), ("platform", "m*"), ("author", "anna"),
    ("author", "anna de vries"), ("author", 'a "b" \\ \'c\''), ("author", "an*"),
    ("author", "jose"), ("author", "did:plc:ab"), ("source", "7"), ("lang", "nl"),
    ("lang", "nl-be"), ("site", "krant.example"), ("link", "krant.example"),
    ("link", "krant.example/stuk"), ("link", "*stuk*"), ("link", "plek.example"),
    ("hashtag", "fietspad"), ("hashtag", "*pad"), ("hashtag", "c'est"), ("hashtag", "手机"),
    ("mention", "anna"), ("mention", "anna@plek.example"), ("mention", "piet.nl"), ("has", "link"),
    ("has", "image"), ("is", "reply"), ("is", "original"), ("thread", "t:1"),
    ("thread", "x" * 300), ("thread", "x*"), ("topic", "7"), ("topic", "brug"),
    ("sentiment", "negative"),
]  # fmt: skip
leaves = st.one_of(
    placed,
    st.sampled_from(VALUES).filter(lambda pair: '"' not in pair[1]).map(lambda pair: Value(*pair)),
    st.builds(Within, st.sampled_from(["title", "place"]), placed),
    st.sampled_from(
        [
            Number("followers", 10, None), Number("engagement", 1, 20), Number("reach", None, 100),
            Number("followers", 0, 0),
        ]
    ),
    st.sampled_from(MOMENTS).map(Since),
    st.sampled_from(MOMENTS).map(Until),
)  # fmt: skip
any_trees = st.recursive(
    leaves,
    lambda inner: st.one_of(
        inner.map(negate),
        st.lists(inner, min_size=2, max_size=4).map(join_all),
        st.lists(inner, min_size=2, max_size=3).map(join_any),
    ),
    max_leaves=7,
)
trees = any_trees.filter(is_positive)
queries = trees.map(lambda tree: Query(tree, print_query(tree)))
written_queries = trees.map(lambda tree: parse_query(print_query(tree)))
