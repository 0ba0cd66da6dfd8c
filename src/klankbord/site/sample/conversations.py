"""The sample colleagues at work: they talk, agree, and handle cases, in the past tense."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.utils import timezone

from klankbord.ambassadors.community import actions as community
from klankbord.ambassadors.community.announcements import actions as announcements
from klankbord.ambassadors.community.events import actions as events
from klankbord.ambassadors.community.events.models import EventAnswer
from klankbord.ambassadors.community.models import Group, Post
from klankbord.ambassadors.community.praise import actions as praise
from klankbord.ambassadors.community.reactions.giving import toggle_reaction
from klankbord.ambassadors.guidelines import actions as guidelines
from klankbord.ambassadors.guidelines.consultation import actions as consultation
from klankbord.ambassadors.guidelines.consultation.queries import words_seal
from klankbord.ambassadors.guidelines.inside import actions as inside
from klankbord.ambassadors.guidelines.inside.models import InsideTerm
from klankbord.ambassadors.guidelines.models import Guideline
from klankbord.ambassadors.newsletters import actions as newsletters
from klankbord.core.match import parse_query
from klankbord.participate.archive.models import Mention
from klankbord.participate.archive.search import search_mentions
from klankbord.people.models import Department, Member
from klankbord.reputation.desk import actions as desk
from klankbord.reputation.desk import opening, replying
from klankbord.reputation.desk.approvals.actions import ask_approval
from klankbord.reputation.desk.clocks.running import begin_with_usual_targets
from klankbord.reputation.desk.models import Case, Channel, Reason, Severity, WaitingFor
from klankbord.reputation.desk.queries import title_of
from klankbord.site.sample import stories
from klankbord.site.sample.polls import ask_around
from klankbord.site.sample.situations import meet_situations
from klankbord.site.sample.texts import MINUTES

Members = dict[str, Member]
MANAGER, RESPONDER = "Karin Oosterling", "Bram Veenhuizen"
COUNCIL = "Joost Mulderink"
TEAMS = {
    "Webcare": (RESPONDER, "Yara Idrissen", "Hanneke Schaapveld"),
    "Open dag voorbereiden": ("Lotte Dekkersmit", "Wim Hofstra-Bos"),
}
KINDS = ("thanks", "agree", "idea", "well_done")
WATCHED = dt.timedelta(days=30)
Says = EventAnswer.Says
THURSDAY = 3
READ_SHARE = 7  # of ten colleagues acknowledged the guideline


def talk(members: Members, *, at: dt.datetime) -> None:
    """Fill the community and publish the guideline."""
    groups = {
        name: community.create_group(
            name=name,
            description=description,
            kind=kind,
            by=members[MANAGER],
            at=at - dt.timedelta(days=80),
            is_sample=True,
        )
        for name, description, kind in stories.GROUPS
    }
    for name, group in groups.items():
        _join(group, _team_of(name, members), members[MANAGER], at - dt.timedelta(days=75))
    for row in stories.POSTS:
        _say(row, groups, members, at)
    _announce(groups, members, at)
    _meet(groups, members, at)
    _praise(groups, members, at)
    ask_around(groups, members, at=at)
    _agree(members, at)
    _write_letters(members, at)


def _write_letters(members: Members, at: dt.datetime) -> None:
    """One edition that went out some weeks ago, one that waits for its editor."""
    sent_at = at - dt.timedelta(days=12)
    first = newsletters.create_edition(
        title="Uit de wijken en van de balie",
        intro="Wat collega's vorige maand vroegen, vonden en vierden.",
        language="nl",
        by=members[MANAGER],
        at=sent_at - dt.timedelta(hours=2),
        since=at - dt.timedelta(days=45),
        is_sample=True,
    )
    newsletters.publish_edition(edition=first, by=members[MANAGER], at=sent_at)
    newsletters.create_edition(
        title="Een grijper, een zwembad en een fietspad in het donker",
        intro="Bijna klaar: lees na, haal weg, vul aan.",
        language="nl",
        by=members[MANAGER],
        at=at - dt.timedelta(hours=5),
        since=sent_at,
        is_sample=True,
    )


def _announce(groups: dict[str, Group], members: Members, at: dt.datetime) -> None:
    """One for everybody, which most have pressed away."""
    name, text, days_ago, n_days = stories.ANNOUNCED
    said_at = at - dt.timedelta(days=days_ago)
    post = announcements.write_announcement(
        group=groups[name],
        text=text,
        until_on=timezone.localdate(at) + dt.timedelta(days=n_days),
        is_to_acknowledge=True,
        is_for_all=True,
        by=members[MANAGER],
        at=said_at,
    )
    for number, member in enumerate(members.values()):
        if number % 10 < READ_SHARE and member != members[MANAGER]:
            read_at = said_at + dt.timedelta(hours=1 + number % 30)
            announcements.acknowledge(announcement=post.announcement, by=member, at=read_at)


def _meet(groups: dict[str, Group], members: Members, at: dt.datetime) -> None:
    """Something to come to, at noon on Thursday of next week."""
    name, author, text, place, coming, perhaps = stories.EVENT
    noon = timezone.localtime(at).replace(hour=12, minute=0, second=0, microsecond=0)
    starts_at = noon + dt.timedelta(days=THURSDAY - noon.weekday() + 7)
    said_at = at - dt.timedelta(days=2)
    post = events.write_event(
        group=groups[name],
        text=text,
        occasion=events.Occasion(
            starts_at=starts_at,
            ends_at=starts_at + dt.timedelta(hours=1),
            zone=timezone.get_current_timezone_name(),
            place=place,
        ),
        by=members[author],
        at=said_at,
    )
    for says, names in ((Says.COMES, coming), (Says.PERHAPS, perhaps)):
        for who in names:
            events.answer_event(event=post.event, says=says, by=members[who], at=said_at)


def _praise(groups: dict[str, Group], members: Members, at: dt.datetime) -> None:
    name, author, text, praised = stories.PRAISE
    praise.write_praise(
        group=groups[name],
        text=text,
        members=[members[who] for who in praised],
        by=members[author],
        at=at - dt.timedelta(days=1, hours=4),
    )


def _team_of(name: str, members: Members) -> list[Member]:
    if name in TEAMS:
        return [members[who] for who in TEAMS[name]]
    return list(members.values())


def _join(group: Group, members: list[Member], keeper: Member, at: dt.datetime) -> None:
    for member in members:
        if group.is_private:
            community.invite_member(group=group, member=member, by=keeper, at=at)
        membership = community.join_group(group=group, by=member, at=at)
        if membership.joined_at is None:
            community.accept_request(membership=membership, by=keeper, at=at)


def _say(row: stories.Said, groups: dict[str, Group], members: Members, at: dt.datetime) -> None:
    group, author, days_ago, text, comments, readers = row
    said_at = at - dt.timedelta(days=days_ago, hours=3)
    post = community.write_post(
        group=groups[group],
        text=text,
        by=members[author],
        at=said_at,
        is_question=text.endswith(tuple(stories.QUESTIONS)),
    )
    best = next((n for end, n in stories.QUESTIONS.items() if text.endswith(end)), None)
    for number, (name, answer) in enumerate(comments, start=1):
        answered_at = said_at + dt.timedelta(minutes=25 * number)
        comment = community.write_comment(post=post, text=answer, by=members[name], at=answered_at)
        if best == number:
            community.choose_answer(
                comment=comment, is_best=True, by=members[author], at=answered_at
            )
    _react(post, [members[name] for name in readers], said_at)


def _react(post: Post, readers: list[Member], at: dt.datetime) -> None:
    for number, reader in enumerate(readers):
        kind = KINDS[(number + post.pk) % len(KINDS)]
        toggle_reaction(
            post=post, kind=kind, by=reader, at=at + dt.timedelta(hours=1, minutes=number)
        )


def _agree(members: Members, at: dt.datetime) -> None:
    published_at = at - dt.timedelta(days=40)
    version = guidelines.create_starter_guideline(
        by=members[MANAGER], at=at - dt.timedelta(days=55), is_sample=True
    )
    consultation.decide_consent(
        version=version,
        is_given=True,
        words="Besproken in de vergadering, zonder voorwaarden.",
        seen=words_seal(version.clauses.all()),
        by=members[COUNCIL],
        at=published_at - dt.timedelta(days=3),
    )
    guidelines.publish_version(version=version, by=members[MANAGER], at=published_at)
    readers = [each for number, each in enumerate(members.values()) if number % 10 < READ_SHARE]
    for number, member in enumerate(readers):
        read_at = published_at + dt.timedelta(days=number % 9, hours=number % 7)
        guidelines.acknowledge_version(version=version, by=member, at=read_at)
    meet_situations(version, readers, at=at)
    _keep_inside(members[MANAGER], at)
    _consult(version.guideline, members, at)


def _consult(guideline: Guideline, members: Members, at: dt.datetime) -> None:
    """A draft in which one agreement changes and one is said better, and what people think."""
    manager, began_at = members[MANAGER], at - dt.timedelta(days=6)
    draft = guidelines.start_draft(guideline=guideline, by=manager, at=began_at)
    for number, changes in stories.CHANGED.items():
        clause = draft.clauses.get(number=number)
        guidelines.edit_clause(clause=clause, **{
            name: getattr(clause, name).replace(old, new) for name, (old, new) in changes.items()
        })  # fmt: skip
    first = timezone.localdate(began_at)
    opened = consultation.open_consultation(
        version=draft, opens_on=first, closes_on=first + dt.timedelta(days=21), by=manager,
        at=began_at,
    )  # fmt: skip
    for number, name, text, outcome, answer in stories.SAID_OF_CLAUSES:
        comment = consultation.write_comment(
            consultation=opened,
            clause=draft.clauses.get(number=number),
            text=text,
            by=members[name or "Omar Bakhuis"],
            is_named=bool(name),
            on=first + dt.timedelta(days=1),
        )
        if outcome:
            consultation.answer_comment(
                comment=comment, outcome=outcome, answer=answer, by=manager, at=at
            )


def _keep_inside(manager: Member, at: dt.datetime) -> None:
    """A code name, figures under embargo, and minutes that the check knows by fingerprint."""
    embargo = (at + dt.timedelta(days=9)).date()
    for words, kind, until in (
        ("Project Reiger", InsideTerm.Kind.CODE_NAME, None),
        ("jaarcijfers", InsideTerm.Kind.EMBARGO, embargo),
    ):
        inside.keep_term(words=words, kind=kind, until=until, owner=manager, by=manager, at=at)
    inside.register_document(
        title="Notulen college, besloten deel", text=MINUTES, owner=manager, by=manager, at=at
    )


@dataclass(frozen=True)
class _Handling:
    """One case on its way, with the people on it."""

    case: Case
    responder: Member
    said: str
    at: dt.datetime

    def after(self, minutes: int) -> dt.datetime:
        return self.at + dt.timedelta(minutes=minutes)


def open_cases(members: Members, *, at: dt.datetime) -> None:
    """Open a case for mentions that need one, and bring each where its story ends."""
    begin_with_usual_targets()
    rooms = {room.name: room for room in Department.objects.all()}
    responders = (members[RESPONDER], members["Yara Idrissen"])
    used: set[int] = set()
    for number, (word, room, ending, said) in enumerate(stories.CASES):
        mention = _mention_with(word, used, before=at - dt.timedelta(hours=1))
        if mention is None:
            continue
        used.add(mention.pk)
        responder = responders[number % len(responders)]
        case = _open(mention, rooms[room], responder, number)
        _bring(_Handling(case, responder, said, mention.published_at), ending)
    _answer_copies(members[RESPONDER], rooms["Groen en water"])


def _answer_copies(responder: Member, room: Department) -> None:
    """One rumour in four places, with a draft of the answer that fits them all."""
    page = search_mentions(query=parse_query(stories.COPIED_WORD), limit=10)
    first, *copies = sorted(page.mentions, key=lambda mention: mention.published_at)
    case = _open(first, room, responder, 0)
    for mention in copies:
        message = opening.message_of(mention, is_copy=True)
        opening.add_message(case=case, by=None, at=mention.published_at, message=message)
    at = copies[-1].published_at + dt.timedelta(minutes=30)
    desk.claim_case(case=case, by=responder, at=at)
    replying.draft_reply(
        case=case, by=responder, at=at + dt.timedelta(minutes=9), text=stories.COPIED_ANSWER
    )


def _mention_with(word: str, used: set[int], *, before: dt.datetime) -> Mention | None:
    """The newest first word of a conversation that holds `word` and has no case yet."""
    page = search_mentions(query=parse_query(f"{word} -is:reply -is:repost"), limit=40)
    for mention in page.mentions:
        if mention.pk not in used and mention.published_at < before:
            return mention
    return None


def _open(mention: Mention, room: Department, responder: Member, number: int) -> Case:
    severity = (Severity.NORMAL, Severity.HIGH, Severity.NORMAL, Severity.LOW)[number % 4]
    opened = opening.open_case(
        by=responder,
        at=mention.published_at + dt.timedelta(minutes=4 + number),
        title=title_of(mention),
        channel=Channel.MENTION,
        message=opening.message_of(mention),
        severity=severity,
        department=room,
        is_sample=True,
    )
    return opened.case


def _bring(handling: _Handling, ending: str) -> None:
    """Walk the case to its ending; `new` stays as it was opened."""
    if ending == "new":
        return
    desk.claim_case(case=handling.case, by=handling.responder, at=handling.after(9))
    _ENDINGS[ending](handling)


def _note(handling: _Handling) -> None:
    text = "Gebeld met de collega's buiten, ze kijken vandaag nog."
    desk.add_note(case=handling.case, by=handling.responder, at=handling.after(14), text=text)


def _wait(handling: _Handling) -> None:
    _note(handling)
    desk.hold_case(
        case=handling.case,
        by=handling.responder,
        at=handling.after(16),
        waiting_for=WaitingFor.EXPERT,
    )


def _ask(handling: _Handling) -> None:
    case, by = handling.case, handling.responder
    drafted = replying.draft_reply(case=case, by=by, at=handling.after(19), text=handling.said)
    ask_approval(reply=drafted.reply, by=by, at=handling.after(21))


def _answer(handling: _Handling) -> None:
    case, by = handling.case, handling.responder
    drafted = replying.draft_reply(case=case, by=by, at=handling.after(19), text=handling.said)
    shown = replying.show_reply(reply=drafted.reply, by=by, at=handling.after(22))
    replying.confirm_reply_sent(
        reply=shown.reply,
        by=by,
        at=handling.after(24 + case.pk * 7 % 90),
        proof=f"https://{case.platform}.example/gemeentelindewaard/{case.pk}"
        if case.pk % 4
        else "",
    )


def _close(handling: _Handling) -> None:
    _answer(handling)
    desk.close_case(case=handling.case, by=handling.responder, at=handling.after(150))


def _let_stand(handling: _Handling) -> None:
    desk.let_stand(
        case=handling.case,
        by=handling.responder,
        at=handling.after(20),
        reason=Reason(handling.said),
    )


def _watch(handling: _Handling) -> None:
    desk.monitor_case(
        case=handling.case,
        by=handling.responder,
        at=handling.after(20),
        reason=Reason(handling.said),
        look_again_at=handling.after(20) + WATCHED,
    )


def _reopen(handling: _Handling) -> None:
    _answer(handling)
    desk.reopen_case(case=handling.case, by=handling.responder, at=handling.after(160))


_ENDINGS: dict[str, Callable[[_Handling], None]] = {
    "assessing": _note,
    "waiting": _wait,
    "approval": _ask,
    "answered": _answer,
    "closed": _close,
    "let_stand": _let_stand,
    "monitoring": _watch,
    "reopened": _reopen,
}
