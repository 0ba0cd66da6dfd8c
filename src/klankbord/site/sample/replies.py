"""The saved replies of the sample organisation."""

import datetime as dt

from klankbord.participate.topics.models import Topic
from klankbord.people.models import Member
from klankbord.reputation.replies.actions import save_reply
from klankbord.reputation.replies.models import SavedReply

# title, in Dutch, in English, topic, how often it was used
_READY = (
    (
        "Container vol",
        (
            "Dag {auteur}, wat vervelend. We halen de container leeg op [[welke dag?]]. "
            "Is hij dan nog vol? Laat het ons hier weten. Groet, {collega}, {organisatie}"
        ),
        (
            "Hello {author}, sorry about that. We empty the container on [[which day?]]. "
            "Still full after that? Tell us here. {colleague}, {organisation}"
        ),
        "Afval",
        31,
    ),
    (
        "Melding doorgezet",
        (
            "Dank je wel, {auteur}. Je melding ligt bij {afdeling} onder nummer {nummer}. "
            "Je hoort van ons voor [[welke dag?]]."
        ),
        (
            "Thank you, {author}. Your report is with {department} as number {number}. "
            "You hear from us before [[which day?]]."
        ),
        "",
        18,
    ),
    (
        "Compliment doorgegeven",
        "Wat leuk om te horen, {auteur}! We geven het door aan de collega's.",
        "Lovely to hear, {author}! We pass it on to our colleagues.",
        "",
        12,
    ),
    (
        "Niet via sociale media",
        (
            "Dag {auteur}, dit gaat over jouw gegevens, dus liever niet hier. "
            "Bel [[welk nummer?]], dan helpen we je verder."
        ),
        (
            "Hello {author}, this is about your own data, so rather not in public. "
            "Call [[which number?]] and we will help you."
        ),
        "",
        9,
    ),
)


def make_replies(by: Member, *, at: dt.datetime) -> None:
    """Words that the desk uses again and again; one should have been looked at last week."""
    topics = {topic.name: topic for topic in Topic.objects.all()}
    for number, (title, dutch, english, topic, n_used) in enumerate(_READY):
        reply = save_reply(
            by=by,
            at=at,
            title=title,
            text_nl=dutch,
            text_en=english,
            topic=topics.get(topic),
            owner=by,
            review_on=at.date() + dt.timedelta(days=60 * number - 7),
            is_sample=True,
        )
        last = at.date() - dt.timedelta(days=number)
        SavedReply.objects.filter(pk=reply.pk).update(n_used=n_used, last_used_on=last)
