"""The accelerator gives what the base matcher gives, and leaves to it what it cannot be sure of."""
# ruff: noqa: E501  rows of examples

import datetime as dt
import json
import random

import numba
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from klankbord.core.match import parse_query
from klankbord.core.match.blocks import UnreadableLineError, match_block
from klankbord.core.match.fast import machine
from klankbord.core.match.fast.engine import FastMatcher
from klankbord.core.match.fast.letters import make_letters
from klankbord.core.match.stream import Matcher
from klankbord.core.match.tests.strategies import loose_phrases, posts, queries
from klankbord.core.match.tests.test_agreement import PAIRS
from klankbord.core.post import Author, Batch, Media, Post, encode_batch
from klankbord.core.text.words import words_of

pytestmark = pytest.mark.engine

many = settings(
    max_examples=PAIRS // 30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
AT = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)


def _post(text, number=1, **changes):
    given = {
        "id": f"plek:{number}",
        "platform": "plek",
        "text": text,
        "published_at": AT,
        "author": Author(id="1", handle="anna", name="Anna de Vries", followers=50),
    }
    return Post(**{**given, **changes})


def _lines(some_posts):
    return encode_batch(Batch(tuple(some_posts)))


def _escaped(block):
    """The same posts as other programs write them: every letter outside ASCII as its number."""
    rows = [json.loads(line) for line in block.splitlines()]
    return "\n".join(json.dumps(row, separators=(" , ", " : ")) for row in rows).encode()


def _pairs(found):
    return [
        (found.ids[row], number)
        for row, number in zip(found.rows.tolist(), found.numbers.tolist(), strict=True)
    ]


def _both(some_queries, block):
    matcher = Matcher(dict(enumerate(some_queries)))
    fast = FastMatcher(matcher)
    return _pairs(match_block(matcher, block)), _pairs(fast.match_block(block)), fast.n_left


@many
@given(st.lists(queries, min_size=6, max_size=10), st.lists(posts, min_size=5, max_size=8))
def test_it_agrees_with_the_base(some_queries, some_posts):
    block = _lines(some_posts)
    for lines in (block, _escaped(block)):
        slow, fast, _n_left = _both(some_queries, lines)
        assert fast == slow


def _made_anew(number):
    return number + 1


def test_machine_code_is_not_kept_when_another_file_changed(tmp_path, monkeypatch):
    monkeypatch.setattr(numba.config, "CACHE_DIR", str(tmp_path))

    def is_from_disk():
        made = machine.compiled(_made_anew)
        assert made(1) == 2
        return bool(made.stats.cache_hits)

    assert [is_from_disk(), is_from_disk()] == [False, True]
    monkeypatch.setattr(machine, "STAMP", (0.0, 0))
    assert [is_from_disk(), is_from_disk()] == [False, True]


def test_loose_phrases_of_words_that_return():
    phrases, said = loose_phrases(60, 40)
    slow, fast, n_left = _both(phrases, _lines(_post(text, at) for at, text in enumerate(said)))
    assert fast == slow
    assert slow
    assert n_left == 0


@pytest.mark.parametrize("n_words", [2, 63, 64, 65, 100, 130, 300])
def test_near_in_posts_of_any_length(n_words):
    """Up to 64 words are bits of one number; `mee*` stands on both sides at once."""
    draw = random.Random(n_words)  # noqa: S311  # the same each time
    asked = [
        f"{left} {near}/{distance} {right}"
        for left, right in [("a", "b"), ("a", "a"), ("(a OR mee*)", "(mee OR b)"), ("mee", "mee*")]
        for near in ("NEAR", "ONEAR")
        for distance in (1, 2, 5, 62, 63, 64, 65, 100)
    ]
    said = [draw.choices(["a", "b", "mee", "x"], [1, 1, 1, 60], k=n_words) for _ in range(60)]
    ends = [["a", *["x"] * (n_words - 2), "b"], ["b", *["x"] * (n_words - 2), "a"]]
    texts = map(" ".join, [*said, *ends])
    block = _lines(_post(text, at) for at, text in enumerate(texts))
    slow, fast, n_left = _both(map(parse_query, asked), block)
    assert fast == slow
    assert slow
    assert n_left == 0


def test_thousands_of_queries_answered_at_once():
    """In order and each once, though a query is filed under each of its words."""
    words = [f"w{n}" for n in range(90)]
    asked = [f"{one} OR {other}" for one in words for other in words if one < other]
    some = [_post(" ".join(words)), _post("w0", 2), _post("", 3), _post("w88 w89", 4)]
    slow, fast, n_left = _both(map(parse_query, asked), _lines(some))
    assert fast == slow
    assert len(fast) == len(asked) + 89 + 177
    assert n_left == 0


PIECES = [
    "fiets", "FIETSPAD", "brug", "één", "café", "e-bike", "foto's", "straße", "10.000", "👍🏽", "…", "½",
    "#brug", "#één", "x#brug", "&#brug", "##fiets", "@anna", "@Anna@plek.example", "x@anna", "@anna-@jan",
    "@jan.", "https://www.krant.example/stuk/1", "HTTP://krant.example", "www.plek.example/x.", "http://",
    "https://www.", "://", "(https://krant.example/a)", "\n", "\t", "\\", '"', "na\u00a0ruimte", "ö" * 50,
    "x" * 81, "a_b", "Ωmega", "привет", "®", "http://a://", "://www.x", "Www.x", "fi\u200bets", "¶",
]  # fmt: skip
plain_texts = st.lists(st.sampled_from(PIECES), max_size=9).map(" ".join)
plain_posts = st.builds(
    _post,
    st.one_of(plain_texts, st.lists(st.sampled_from(PIECES), max_size=5).map("".join)),
    title=st.one_of(st.just(""), plain_texts),
    url=st.sampled_from(["", "https://nieuws.krant.example/1", "http://plek.example", "x"]),
    links=st.sampled_from([(), ("https://krant.example/stuk",), ("",), ("https://www.",)]),
    media=st.sampled_from([(), (Media("image"), Media("video/mp4", alt='"'))]),
    lang=st.sampled_from(["", "nl-BE"]),
    place=st.sampled_from(["", "Bergen op Zoom"]),
)


@many
@given(st.lists(queries, min_size=6, max_size=10), st.lists(plain_posts, min_size=5, max_size=8))
def test_it_agrees_on_plain_posts(some_queries, some_posts):
    slow, fast, _n_left = _both(some_queries, _lines(some_posts))
    assert fast == slow


def test_letters_fold_as_the_words_do():
    letters = make_letters()
    known = np.flatnonzero(letters.lengths[:0x3000] >= 0)
    assert {ord(sign) for sign in "éßøΩж…½\u00a0"} <= {*known.tolist()}
    assert not {0x301, 0xB4, 0x1100, 0x17F} & {*known.tolist()}
    for code in known[known > 0x7F].tolist():
        start = letters.starts[code]
        folded = letters.folded[start : start + letters.lengths[code]].tobytes().decode()
        assert f"a{folded}b".split() == words_of(f"a{chr(code)}b")


def test_ordinary_posts_are_not_left():
    some = [_post(text, number) for number, text in enumerate(PIECES)]
    _slow, _fast, n_left = _both([parse_query("fiets")], _lines(some))
    assert n_left == 0


def test_other_scripts_are_left_and_found():
    some = [_post("手机壳", 1), _post("fiets", 2), _post("שָׁלוֹם fiets", 3)]
    slow, fast, n_left = _both([parse_query("fiets OR 手机")], _lines(some))
    assert fast == slow == [("plek:1", 0), ("plek:2", 0), ("plek:3", 0)]
    assert n_left == 2


GOOD = _lines([_post("fiets")])
WRONG = [
    b'{"id":1}',
    b"[]",
    b'{"id":"a:1","platform":"a","text":"x"}',
    GOOD.strip()[:-1],
    GOOD.strip() + b"x",
    GOOD.replace(b'"fiets"', b'"fi\tets"'),
    GOOD.replace(b'"fiets"', b"null"),
    GOOD.replace(b'"fiets"', b'"\xff"'),
    GOOD.replace(b'"fiets"', rb'"\ud800"'),
    GOOD.replace(b'"fiets"', rb'"\x"'),
    GOOD.replace(b"2026-03-01T12:00:00Z", b"2026-02-30T12:00:00Z"),
    GOOD.replace(b'"followers":50', b'"followers":"50"'),
    GOOD.replace(b'"followers":50', b'"followers":50.0'),
    GOOD.replace(b'"followers":50', b'"followers":5e'),
    GOOD.replace(b'"followers":50', b'"followers":50,'),
]


@pytest.mark.parametrize("line", WRONG)
def test_a_wrong_line_is_refused_as_the_base_does(line):
    matcher = Matcher({0: parse_query("fiets")})
    block = GOOD + line.strip() + b"\n" + GOOD
    with pytest.raises(UnreadableLineError) as base:
        match_block(matcher, block)
    with pytest.raises(UnreadableLineError) as fast:
        FastMatcher(matcher).match_block(block)
    assert (fast.value.line, fast.value.reason) == (base.value.line, base.value.reason)


ODD = [
    GOOD.replace(b'"fiets"', b' "fiets" '),
    GOOD.replace(b'"text"', rb'"te\u0078t"'),
    GOOD.replace(b'"followers":50', b'"followers":null'),
    GOOD.replace(b'"platform"', b'"other":{"a":[1]},"platform"'),
    GOOD.replace(b'"platform"', b'"raw":{"a":[1]},"platform"'),
    GOOD.replace(b'"text"', b'"text":"brug","text"'),
    GOOD.replace(b"12:00:00Z", b"13:00:00+01:00"),
    GOOD.replace(b"12:00:00Z", b"12:00:00.5Z"),
    GOOD.replace(b'"plek:1"', rb'"plek:\u0031"'),
    GOOD.rstrip(),
    GOOD.replace(b"\n", b"\r\n"),
    b"\n \n" + GOOD,
    b"",
]


@pytest.mark.parametrize("block", ODD)
def test_odd_lines_are_read(block):
    asked = ["fiets", "followers:50", "since:2026-03-01 until:2026-03-01", "brug", "*iets*"]
    slow, fast, _n_left = _both([*map(parse_query, asked)], block)
    assert fast == slow
    assert bool(slow) == bool(block)


def test_it_follows_what_the_stream_shows():
    """Filing anew must reach it, and a table that is full must be emptied."""
    matcher = Matcher({0: parse_query("veel zelden"), 1: parse_query("woord1* OR veel")})
    fast = FastMatcher(matcher)
    for start in range(0, 6_000, 1_000):
        some = [
            _post(f"veel woord{n} {'zelden' if n % 50 == 0 else ''}", n)
            for n in range(start, start + 1_000)
        ]
        block = _lines(some)
        assert _pairs(fast.match_block(block)) == _pairs(match_block(matcher, block))


def test_new_words_cost_time_but_no_memory(monkeypatch):
    monkeypatch.setattr("klankbord.core.match.fast.learning.MOST_KEPT", 500)
    matcher = Matcher({0: parse_query("woord*7")})
    fast = FastMatcher(matcher)
    for start in range(0, 5_000, 250):
        block = _lines([_post(f"woord{n} {'x' * 30}{n}", n) for n in range(start, start + 250)])
        assert _pairs(fast.match_block(block)) == _pairs(match_block(matcher, block))
    assert fast._spellings._table.n_kept <= 1_250


def test_hostile_lines_are_left():
    some = [
        _post("a " * 5_000, 1),
        _post("x" * 90_000, 2),
        _post("#a " * 600, 3),
        _post("b", 4, hashtags=tuple(f"t{n}" for n in range(600))),
        _post("é" * 9_000, 5),
    ]
    asked = ["a NEAR/3 a", "#a", "#t599", "x*", "é*", "b"]
    slow, fast, n_left = _both([parse_query(text) for text in asked[:3]], _lines(some))
    assert fast == slow
    assert n_left >= 3
    assert np.unique([row for row, _number in fast]).size >= 2
