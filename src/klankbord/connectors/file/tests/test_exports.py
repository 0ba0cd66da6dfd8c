"""Exports of other tools are recognised by their columns."""

import datetime as dt
import gzip

import msgspec
import pytest

from klankbord.connectors.file import (
    recognise,
)
from klankbord.connectors.file.formats import FORMATS
from klankbord.connectors.file.tests.samples import (
    everything,
    workbook,
)

ROWS = {
    "brandwatch": {
        "Query Id": "1", "Query Name": "gemeente", "Date": "2025-03-04 05:06:07.0",
        "Title": "Brug dicht", "Url": "http://twitter.com/jan/statuses/123",
        "Page Type": "twitter", "Language": "nl", "Author": "jan",
        "Full Text": "De brug is dicht #brug", "Domain": "twitter.com",
        "Twitter Followers": "1,234", "Twitter Retweets": "5", "Twitter Reply Count": "2",
        "Twitter Likes": "7", "Twitter Reply to": "http://twitter.com/kim/statuses/99",
        "Resource Id": "1.23E+17", "Impressions": "900", "City": "Breda",
    },
    "meltwater": {
        "Date": "07-Jul-2025 05:12PM", "Headline": "Brug dicht", "URL": "https://krant.example/1",
        "Opening Text": "Het begin", "Hit Sentence": "De brug is dicht", "Source": "De Krant",
        "Influencer": "Piet", "Country": "Netherlands", "Language": "Dutch", "Reach": "12000",
        "Sentiment": "Negative", "Keywords": "brug",
    },
    "crowdtangle": {
        "Page Name": "Gemeente", "User Name": "gemeente", "Facebook Id": "42",
        "Followers at Posting": "100", "Post Created": "2023-01-05 12:00:00 EST", "Type": "Photo",
        "Total Interactions": "12", "Likes": "7", "Comments": "3", "Shares": "2",
        "URL": "https://www.facebook.com/42/posts/9", "Message": "De brug is dicht", "Link": "",
    },
    "4cat": {
        "id": "at://did/1", "thread_id": "at://did/0", "timestamp": "2025-03-04 05:06:07",
        "body": "De brug is dicht", "author": "jan", "like_count": "7", "repost_count": "5",
        "reply_count": "2", "link": "https://bsky.app/profile/jan/post/1", "languages": "nl,en",
        "author_display_name": "Jan", "unix_timestamp": "1741064767",
    },
}  # fmt: skip


def table(kind: str, delimiter: str = ",") -> str:
    row = ROWS[kind]
    quoted = (f'"{cell}"' for cell in row.values())
    return delimiter.join(row) + "\r\n" + delimiter.join(quoted) + "\r\n"


REPORT = 'Report:,Bulk Mentions\nBrand:,"Gemeente"\nFrom:,Mon\nTo:,Tue\nLabel:,"x"\n\n'


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("brandwatch", table("brandwatch")),
        ("brandwatch", REPORT + table("brandwatch")),
        ("brandwatch", workbook([list(ROWS["brandwatch"]), list(ROWS["brandwatch"].values())])),
        ("meltwater", table("meltwater", "\t").encode("utf-16")),
        ("meltwater", table("meltwater", "\t").encode("utf-16-be")),
        ("meltwater", table("meltwater")),
        ("crowdtangle", "\ufeff" + table("crowdtangle")),
        ("4cat", table("4cat")),
        ("4cat", gzip.compress(table("4cat").encode())),
    ],
)
def test_known_exports_are_recognised_and_read(write, kind, content):
    path = write("export", content)
    found = recognise(path)
    assert (found.kind, found.columns) == (kind, tuple(ROWS[kind]))
    assert found.sample_rows[0][0] == next(iter(ROWS[kind].values()))
    ((post,), warnings) = everything(path)
    assert warnings == []
    assert post.text.startswith("De brug is dicht")
    assert msgspec.json.decode(post.raw)


def test_what_known_exports_say(write):
    posts = {kind: everything(write(kind, table(kind)))[0][0] for kind in ROWS}
    tweet = posts["brandwatch"]
    assert (tweet.id, tweet.platform, tweet.in_reply_to) == ("x:123", "x", "x:99")
    assert (tweet.author.followers, tweet.engagement.views) == (1234, 900)
    assert (tweet.engagement.likes, tweet.engagement.reposts, tweet.engagement.replies) == (7, 5, 2)
    assert (tweet.lang, tweet.place, tweet.hashtags) == ("nl", "Breda", ("brug",))
    assert tweet.published_at == dt.datetime(2025, 3, 4, 5, 6, 7, tzinfo=dt.UTC)
    news = posts["meltwater"]
    assert (news.title, news.lang, news.author.handle) == ("Brug dicht", "nl", "Piet")
    assert news.published_at == dt.datetime(2025, 7, 7, 17, 12, tzinfo=dt.UTC)
    page = posts["crowdtangle"]
    assert (page.platform, page.author.id, page.engagement.total) == ("facebook", "42", 12)
    assert page.published_at == dt.datetime(2023, 1, 5, 17, tzinfo=dt.UTC)
    skeet = posts["4cat"]
    assert (skeet.platform, skeet.author.name) == ("bluesky", "Jan")
    assert skeet.thread == "bluesky:at://did/0"


def test_format_data_is_sound():
    for each in FORMATS:
        each.mapping.check()
        assert each.signature
