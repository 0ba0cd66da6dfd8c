"""The routing rules of the sample organisation: live, with examples; what came before is done."""

import datetime as dt

from klankbord.participate.archive.models import Arrival
from klankbord.participate.topics.models import Topic
from klankbord.people.models import Department, Member
from klankbord.reputation.desk.models import Severity
from klankbord.reputation.routing import actions
from klankbord.reputation.routing.models import Example, RoutedArrival
from klankbord.reputation.routing.rules import Act, Rule

DANGER = "gevaar* OR danger* OR gewond* OR injured OR (brand NEAR/3 container)"
RIDDLES = "prijsvraag OR giveaway OR winactie"


def make_rules(*, by: Member, topic: str, department: str, at: dt.datetime) -> None:
    """Publish four rules; they hold for what comes in from now on."""
    waste = Topic.objects.get(name=topic)
    room = Department.objects.get(name=department)
    rules = (
        Rule(id="", name="Gevaar", act=Act.OPEN, words=DANGER, severity=Severity.URGENT,
             tags=("veiligheid",)),
        Rule(id="", name="Winacties", act=Act.IGNORE, words=RIDDLES),
        Rule(id="", name="Gaat rond", act=Act.OPEN, topics=(waste.pk,), copies=4,
             severity=Severity.HIGH, department=room.pk, tags=("gaat rond",)),
        Rule(id="", name="Spreekt ons aan", act=Act.OPEN, is_asked=True),
    )  # fmt: skip
    draft = actions.begin_draft(by=by, at=at)
    for rule in rules:
        actions.keep_rule(draft=draft, rule=rule, by=by, at=at)
    for text, expected, asked in (
        ("Er ligt glas bij de speeltuin, dat is gevaarlijk", "open", False),
        ("@lindewaard wanneer komt de ophaaldienst?", "open", True),
        ("Doe mee met onze winactie!", "ignore", False),
        ("Lekker weer vandaag in het park", "nothing", False),
    ):
        example = Example(text=text, expected=expected, is_asked=asked, language="nl")
        actions.keep_example(example=example, by=by, at=at)
    actions.publish_rules(draft=draft, by=by, at=at)
    RoutedArrival.objects.bulk_create(
        RoutedArrival(arrival=arrival, routed_at=at) for arrival in Arrival.objects.all()
    )
