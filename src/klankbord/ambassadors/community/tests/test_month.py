"""A month of mail through a real mail server: nobody in quiet hours, nobody twice, nobody missed.

In CI a small house; `make month` has a thousand members (its figures stand in the docs).
"""

import os
import time
from collections import Counter

import pytest

from klankbord.ambassadors.community.notifications import letters
from klankbord.ambassadors.community.notifications.models import Letter
from klankbord.ambassadors.community.tests.month import STAGES, Month, faults_of

N_MEMBERS = int(os.environ.get("KLANKBORD_MONTH", "10"))
SEED = int(os.environ.get("KLANKBORD_SEED", "1"))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes that can be killed")
@pytest.mark.django_db(transaction=True)
def test_a_month_of_mail(organisation, mailbox, monkeypatch):
    monkeypatch.setattr(letters, "MOST_NEW", 10_000)  # each post is looked for by its address
    began = time.process_time()
    month = Month(n_members=N_MEMBERS, n_kills=max(N_MEMBERS // 8, 6), seed=SEED, mailbox=mailbox)
    month.live()
    arrivals = month.arrivals()
    assert faults_of(month) == {}
    copies = Counter(each.name for each in arrivals)
    n_copies = sum(copies.values()) - len(copies)
    assert n_copies <= month.n_kills[STAGES[2]]
    assert sum(month.n_kills.values()) > 0
    assert len(arrivals) > N_MEMBERS
    left = Letter.objects.filter(state=Letter.State.FIXED, due_at__lte=month.clock.now)
    assert not left.exists()
    print(  # noqa: T201  # what `make month` is for
        f"\n{N_MEMBERS:,} members, {month.n_events:,} events: {len(copies):,} letters,"
        f" {sum(month.n_kills.values())} workers killed {dict(month.n_kills)}, {n_copies} handed"
        f" over again under the same Message-ID, {month.n_waits} asked to come back later;"
        f" {time.process_time() - began:.0f} s of processor time"
    )
