"""The worst queries that could be thought of, on the worst posts: refused, or within a budget."""

import datetime as dt
import time

import pytest

from klankbord.core.match import ErrorCode, QueryError, parse_query
from klankbord.core.match.check import matches
from klankbord.core.match.stream import Matcher
from klankbord.core.post import MAX_TEXT, Author, Post

pytestmark = pytest.mark.engine

BUDGET = 3.0  # seconds of processor time for a query with a post of 100,000 characters

TEXTS = {
    "one letter": "a " * (MAX_TEXT // 2),
    "two letters": "a b " * (MAX_TEXT // 4),
    "stop words": "de het een " * (MAX_TEXT // 11),
    "doubled": "aa aab " * (MAX_TEXT // 7),
    "all different": " ".join(f"w{number}aaaa" for number in range(9_000)),
    "hashtags": "#a " * (MAX_TEXT // 3),
    "handles": "@a.b@c " * (MAX_TEXT // 7),
    "addresses": "https://a.example/b " * (MAX_TEXT // 20),
    "accents": "é ê " * (MAX_TEXT // 4),
    "one word": "a" * MAX_TEXT,
}


def _deep(depth):
    text = "a"
    for level in range(depth):
        text = f"({text} OR b{level}) AND (c{level} OR d{level} a)"
    return text


WORST = {
    "NEAR chain": " NEAR/100 ".join(["a", "b"] * 30),
    "NEAR of itself": " NEAR/100 ".join(["a"] * 60),
    "NEAR of groups": f"({' OR '.join(f'w{n}aaaa' for n in range(2_400))}) NEAR/100 (a OR w9aaaa)",
    "NEAR in NEAR": '((a NEAR/5 b) NEAR/50 (b NEAR/7 a)) NEAR/100 (a OR b OR "a b")',
    "many NEAR": " OR ".join(f"a NEAR/{1 + n % 100} b" for n in range(200)),
    "loose phrase": f'"{" ".join(["a"] * 50)} b"~100',
    "long loose phrase": f'"{" ".join(["de", "het", "een"] * 1_300)} b"~100',
    "loose patterns": '"aa* aab* aa* *aaab aa*b aab* aa*"~100',
    "phrase of stop words": f'"{" ".join(["de", "het", "een"] * 1_300)} b"',
    "phrase of patterns": f'"{" ".join(["aa*"] * 49)} b"',
    "many patterns": " OR ".join(f"*{n:04d}aa*" for n in range(2_500)),
    "thousands of words": " OR ".join(f"w{n}aaaa" for n in range(3_500)),
    "thousands refused": "a " + " ".join(f"-x{n}" for n in range(4_000)),
    "deep": _deep(50),
    "exact": '{a} NEAR/100 {b} NEAR/100 ({a} OR {b} OR "a b a b a b"~100)',
    "title": 'title:(a NEAR/5 b) OR title:("a b c"~9)',
    "tags": "#a @a.b link:a.example has:link -lang:nl",
    "counts alone": "followers:>=0 engagement:>=0",
}  # fmt: skip


def _post(text):
    return Post(
        id="plek:1",
        platform="plek",
        text=text,
        title=text[:1_000],
        published_at=dt.datetime(2026, 3, 1, tzinfo=dt.UTC),
        author=Author(id="1", handle="anna", followers=5),
    )


@pytest.mark.parametrize("name", WORST)
def test_no_query_stalls_the_stream(name):
    matcher = Matcher({0: parse_query(WORST[name])})
    slow = {}
    for kind, text in TEXTS.items():
        began = time.process_time()
        matcher.match([_post(text)])
        took = time.process_time() - began
        if took > BUDGET:
            slow[kind] = took
    assert slow == {}


@pytest.mark.parametrize("name", WORST)
def test_the_judge_agrees_on_shorter_ones(name):
    query = parse_query(WORST[name])
    posts = [_post(text[:600]) for text in TEXTS.values()]
    found = {at for at, _key in Matcher({0: query}).match(posts)}
    assert found == {at for at, post in enumerate(posts) if matches(query, post)}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("(" * 61 + "a" + ")" * 61, ErrorCode.TOO_DEEP),
        (" NEAR/5 ".join(["a"] * 62), ErrorCode.TOO_DEEP),
        (" OR ".join(["a NEAR/5 b"] * 201), ErrorCode.TOO_MANY_TERMS),
        (" ".join(["a"] * 5_001), ErrorCode.TOO_MANY_TERMS),
        (f'"{" ".join(["aa*"] * 51)}"', ErrorCode.TOO_MANY_TERMS),
        (f'"{" ".join(["aa*"] * 9)}"~5', ErrorCode.TOO_MANY_TERMS),
        ("a" * 50_001, ErrorCode.TOO_LONG),
    ],
)
def test_what_is_too_much_is_refused_with_a_reason(text, code):
    with pytest.raises(QueryError) as refused:
        parse_query(text)
    assert refused.value.code is code
