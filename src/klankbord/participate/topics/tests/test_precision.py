import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from klankbord.participate.archive.actions import erase_mentions
from klankbord.participate.topics.examples import add_own_example
from klankbord.participate.topics.models import Match, PrecisionSample, SampledMention
from klankbord.participate.topics.precision import (
    SIZE,
    NothingToDraw,
    draw_sample,
    label_sample,
)
from klankbord.trust.rights.contract import ERASERS, Outsider

from .said import keep, several


@pytest.fixture
def topic(make_topic, match_all, now):
    made = make_topic("parkeren")
    keep(several(45, now), now)
    match_all()
    return made


@pytest.fixture
def sample(topic, owner, now):
    return draw_sample(topic=topic, by=owner, at=now)


def ids_of(sample):
    return list(sample.rows.values_list("mention_id", flat=True))


def test_thirty_are_drawn_by_chance_from_the_matches(sample, topic, owner, now):
    assert (sample.n_drawn, sample.n_matches, sample.version) == (SIZE, 45, 1)
    assert set(ids_of(sample)) <= set(Match.objects.values_list("mention_id", flat=True))
    seen = {pk for _ in range(12) for pk in ids_of(draw_sample(topic=topic, by=owner, at=now))}
    assert len(seen) == 45  # a fixed choice would never reach the others


def test_of_few_all_are_drawn_and_of_nothing_none(make_topic, owner, now, match_all):
    topic = make_topic()
    with pytest.raises(NothingToDraw):
        draw_sample(topic=topic, by=owner, at=now)
    keep(several(3, now), now)
    match_all()
    assert draw_sample(topic=topic, by=owner, at=now).n_drawn == 3


def test_no_writer_waits_while_a_sample_is_drawn(topic, owner, now):
    """The matches are sorted and counted before the transaction, which on SQLite is one lock."""
    with CaptureQueriesContext(connection) as seen:
        draw_sample(topic=topic, by=owner, at=now)
    asked = [each["sql"] for each in seen.captured_queries]
    locked = next(at for at, sql in enumerate(asked) if sql.startswith("SAVEPOINT"))
    heavy = [at for at, sql in enumerate(asked) if "RAND" in sql or "COUNT(" in sql]
    assert len(heavy) == 2
    assert max(heavy) < locked


def test_labels_are_counted_once_and_can_be_changed(sample):
    first, second, *_rest = ids_of(sample)
    label_sample(sample=sample, labels={first: True, second: False, 12345: True})
    assert (sample.n_labelled, sample.n_relevant) == (2, 1)
    label_sample(sample=sample, labels={first: True, second: True})
    assert (sample.n_labelled, sample.n_relevant) == (2, 2)
    label_sample(sample=sample, labels={first: False})
    assert (sample.n_labelled, sample.n_relevant) == (2, 1)


def test_the_figure_has_bounds(sample):
    labels = {pk: number < 24 for number, pk in enumerate(ids_of(sample))}
    label_sample(sample=sample, labels=labels)
    assert sample.is_complete
    interval = sample.interval
    assert interval.share == pytest.approx(0.8)
    assert (round(interval.low, 3), round(interval.high, 3)) == (0.627, 0.905)


def test_the_figure_stays_when_a_mention_goes(sample):
    ids = ids_of(sample)
    label_sample(sample=sample, labels=dict.fromkeys(ids[:10], True))
    erase_mentions(ids=ids[:4])
    sample.refresh_from_db()
    assert (sample.n_labelled, sample.n_relevant) == (10, 10)
    assert SampledMention.objects.count() == SIZE - 4


def test_the_screen_from_drawing_to_an_example(client_of, owner, topic):
    client, address = client_of(owner), f"/topics/{topic.pk}/precision/"
    assert "No sample yet" in client.get(address).text
    client.post(f"{address}draw/")
    sample = PrecisionSample.objects.get()
    ids = ids_of(sample)
    some = {f"m{pk}": "yes" for pk in ids[:10]}
    client.post(f"{address}label/", {"sample": sample.pk, **some, "m1": "yes", "mx": "no"})
    page = client.get(address)
    assert "10 of 30 labelled" in page.text
    assert 'aria-label="100 %, between 72 and 100 %"' in page.text
    rest = {f"m{pk}": "no" if pk == ids[-1] else "yes" for pk in ids[10:]}
    done = client.post(f"{address}label/", {"sample": sample.pk, **rest}, follow=True)
    assert "The sample is complete" in done.text
    assert "29 of 30 were about the topic" in done.text
    assert f'action="/mentions/{ids[-1]}/example/"' in done.text
    assert "29 of 30" in client.get(f"/topics/{topic.pk}/").text
    assert "29 of 30" in client.get(f"/topics/{topic.pk}/edit/").text
    gone = client.post(f"{address}label/", {"sample": "x"}, follow=True)
    assert "not there any more" in gone.text


def test_responders_label_but_do_not_draw(client_of, responder, sample, topic):
    client, address = client_of(responder), f"/topics/{topic.pk}/precision/"
    assert client.get(address).status_code == 200
    assert client.post(f"{address}draw/").status_code == 403
    first = ids_of(sample)[0]
    client.post(f"{address}label/", {"sample": sample.pk, f"m{first}": "no"})
    sample.refresh_from_db()
    assert sample.n_labelled == 1


def test_the_screen_costs_the_same(client_of, owner, sample, django_assert_max_num_queries):
    client = client_of(owner)
    with django_assert_max_num_queries(17):
        client.get(f"/topics/{sample.topic_id}/precision/")


def test_who_is_forgotten_goes_from_examples_and_old_wordings(topic, now):
    add_own_example(topic=topic, must_match=True, text="Zoals @klaagkees het zei", at=now)
    add_own_example(topic=topic, must_match=True, text="Zoals iemand het zei", at=now)
    topic.versions.create(
        number=2, query="parkeren author:klaagkees", written_at=now, published_at=now
    )
    outsider = Outsider(
        platform="mastodon", authors=frozenset(), handles=frozenset({"klaagkees"}),
        names=frozenset(), urls=frozenset(), post_ids=frozenset(), mentions=(),
        quotes=frozenset(),
    )  # fmt: skip
    erasers = [ERASERS["topics.examples"], ERASERS["topics.versions"]]
    assert [each.find(outsider) for each in erasers] == [1, 1]
    assert [each.erase(outsider) for each in erasers] == [1, 1]
    assert [each.find(outsider) for each in erasers] == [0, 0]
    assert topic.examples.count() == 1
    assert topic.query == "parkeren"
