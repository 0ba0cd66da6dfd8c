"""Posts in Dutch and English from one seed: word frequencies by Zipf, authors and days uneven."""

import datetime as dt
from collections.abc import Iterator

import numpy as np

from klankbord.core.post import Author, Engagement, Post

SEED = 20260310
UNTIL = dt.datetime(2026, 3, 10, tzinfo=dt.UTC)
DAYS = 90
N_WORDS = 40_000
N_AUTHORS = 120_000
NEW_WORDS = 0.01  # of all that is said
PLATFORMS = ("mastodon", "bluesky", "reddit", "feed", "youtube")
_SHARES = (0.34, 0.3, 0.2, 0.06, 0.1)


def _words(text: str) -> list[str]:
    return text.split()


_DUTCH = _words(
    "de het een van en in is dat op te niet ik je we ze er aan voor met zijn maar om naar "
    "ook als dan nog bij uit kan wel geen meer al wat wie waar hoe moet wil gaat komt "
    "heeft was worden vandaag morgen gemeente buurt straat fiets trein wachten afval "
    "loket balie vergunning subsidie school zorg huur woning park boom regen markt klacht "
    "vraag antwoord dank goed slecht snel laat nieuw oud groot klein mooi jammer prachtig "
    "weer iedereen niemand altijd nooit mensen kinderen"
)
_ENGLISH = _words(
    "the a of and in is that on to not i you we they it for with be but as at this have "
    "from or by today tomorrow city street bike train waiting waste counter permit grant "
    "school care rent house park tree rain market complaint question answer thanks good "
    "bad quick late new old big small lovely pity great again everyone nobody always "
    "never people children service website broken"
)
_STARTS = _words("be ge ver ont her voor aan op bij na uit door over onder af in toe mee")
_MIDDLES = _words(
    "werk straat huis bouw veld berg dijk water licht kracht handel recht dienst zorg "
    "plan spel boek brief stem klank grond markt plein school kamer raad gang vorm beeld "
    "stand weg loop"
)
_ENDS = _words("ing heid schap en er lijk baar loos s je ers ingen heden tje aar sel nis dom te")


def vocabulary(rng: np.random.Generator) -> np.ndarray:
    """Forty thousand words, the most used first: real small words, then compounds."""
    made = [
        start + middle + other + end
        for start in ("", *_STARTS)
        for middle in _MIDDLES
        for other in ("", *_MIDDLES)
        for end in ("", *_ENDS)
    ]
    made = list(dict.fromkeys(made))
    rng.shuffle(made)
    small = [word for pair in zip(_DUTCH, _ENGLISH, strict=False) for word in pair]
    return np.array([*dict.fromkeys(small), *made][:N_WORDS], dtype=object)


class Generator:
    """Makes posts in order of time; the same seed and number give the same posts."""

    def __init__(self, n_posts: int, seed: int = SEED) -> None:
        self.n_posts = n_posts
        self._rng = np.random.default_rng(seed)
        self.words = vocabulary(np.random.default_rng(SEED))  # one language for all parts
        self._shares = _zipf(len(self.words), 1.05)
        self._authors = _zipf(N_AUTHORS, 0.9)

    def batches(self, size: int = 5_000) -> Iterator[list[Post]]:
        """All posts, oldest first, `size` at a time."""
        seconds = self._seconds()
        for start in range(0, self.n_posts, size):
            yield self._batch(start, seconds[start : start + size])

    def _seconds(self) -> np.ndarray:
        """Days differ, and so do hours: nights are quiet."""
        rng = self._rng
        day = rng.choice(DAYS, self.n_posts, p=_normal(rng.uniform(0.6, 1.4, DAYS)))
        hours = 1.2 - np.cos((np.arange(24) - 3) / 24 * 2 * np.pi)
        hour = rng.choice(24, self.n_posts, p=_normal(hours))
        return np.sort(day * 86_400 + hour * 3600 + rng.integers(0, 3600, self.n_posts))

    def _batch(self, start: int, seconds: np.ndarray) -> list[Post]:
        rng, n = self._rng, len(seconds)
        lengths = np.clip(rng.lognormal(2.9, 0.6, n).astype(int), 3, 120)
        drawn = np.searchsorted(self._shares, rng.random(int(lengths.sum())))
        words = self._with_new_words(self.words[drawn])
        ends = np.cumsum(lengths)
        authors = np.searchsorted(self._authors, rng.random(n))
        platforms = rng.choice(len(PLATFORMS), n, p=_SHARES)
        chances = rng.random((n, 4))
        first = UNTIL - dt.timedelta(days=DAYS)
        return [
            self._post(
                number=start + at,
                words=words[ends[at] - lengths[at] : ends[at]].tolist(),
                author=int(authors[at]),
                platform=PLATFORMS[(int(platforms[at]) + int(authors[at])) % len(PLATFORMS)],
                moment=first + dt.timedelta(seconds=int(seconds[at])),
                chances=chances[at].tolist(),
            )
            for at in range(n)
        ]

    def _with_new_words(self, words: np.ndarray) -> np.ndarray:
        """Names, numbers and typing errors: a list of words never stops growing."""
        is_new = self._rng.random(len(words)) < NEW_WORDS
        numbers = self._rng.integers(1_000_000, size=int(is_new.sum()))
        pairs = zip(words[is_new], numbers, strict=True)
        words[is_new] = [f"{word}{number}" for word, number in pairs]
        return words

    def _post(
        self,
        *,
        number: int,
        words: list[str],
        author: int,
        platform: str,
        moment: dt.datetime,
        chances: list[float],
    ) -> Post:
        tag, link, reply, liked = chances
        text = " ".join(words)
        if tag < 0.25:
            text += f" #{words[0]}"
        links = (f"https://nieuws{int(link * 400)}.example/{number}",) if link < 0.15 else ()
        return Post(
            id=f"{platform}:{number:09d}",
            platform=platform,
            text=text,
            published_at=moment,
            author=Author(
                id=str(author),
                handle=f"mens{author}",
                name=f"Mens {author}",
                followers=author % 5000,
            ),
            url=f"https://{platform}.example/p/{number}",
            lang="nl" if author % 3 else "en",
            in_reply_to=f"{platform}:{max(number - 40, 0):09d}" if reply < 0.3 else "",
            links=links,
            engagement=Engagement(replies=int(reply * 9), reposts=0, likes=int(liked * 30)),
        )


def queries(words: np.ndarray, n_queries: int = 100) -> list[str]:
    """Queries of the shapes that people write: words, phrases, both, none, near, beginnings."""
    shapes = (
        "{a}",
        '"{b} {c}"',
        "{a} AND {c}",
        "({a} OR {d}) NOT {b}",
        "{d}*",
        "{a} NEAR/8 {b}",
        "#{a}",
        "platform:mastodon AND {a}",
        "({a} OR {d}) AND (gemeente OR city)",
        "klacht* AND NOT dank",
    )
    return [
        shapes[at % len(shapes)].format(
            a=words[300 + 37 * at], b=words[40 + at], c=words[90 + at], d=words[2_000 + 91 * at]
        )
        for at in range(n_queries)
    ]


def _zipf(n: int, slope: float) -> np.ndarray:
    return np.cumsum(_normal(1 / np.arange(1, n + 1) ** slope))


def _normal(weights: np.ndarray) -> np.ndarray:
    return weights / weights.sum()
