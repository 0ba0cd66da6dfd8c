"""There is one door to the words of colleagues: whoever reads the tables past it stands here."""

import ast
from pathlib import Path

import klankbord

HOUSE = Path(klankbord.__file__).parent
TABLES = {
    "Post",
    "Comment",
    "Reaction",
    "Membership",
    "Notification",
    "PostVersion",
    "Review",
    "Report",
    "Announcement",
    "Acknowledgement",
    "Attachment",
    "AttachmentChange",
    "Event",
    "EventAnswer",
    "Praise",
    "Praised",
    "Poll",
    "PollChoice",
    "PollVote",
    "LinkPreview",
}
ROOMS = "klankbord.ambassadors.community"
MODELS = f"{ROOMS}.models"
TOLD = f"{ROOMS}.notifications.models"
LOOKED_AT = f"{ROOMS}.moderation.models"
ANNOUNCED = f"{ROOMS}.announcements.models"
ALONG = f"{ROOMS}.attachments.models"
HELD = f"{ROOMS}.events.models"
PRAISING = f"{ROOMS}.praise.models"
ASKING = f"{ROOMS}.polls.models"
LINKED = f"{ROOMS}.previews.models"
MODULES = (MODELS, TOLD, LOOKED_AT, ANNOUNCED, ALONG, HELD, PRAISING, ASKING, LINKED)
ROOM = "ambassadors/community"
# File → why it may ask these tables directly, and shows nobody what stands there.
PAST_THE_DOOR = {
    f"{ROOM}/audience.py": "this is the door",
    f"{ROOM}/actions.py": "changes rows by number, and checks who asks",
    f"{ROOM}/queries.py": "narrows what came through the door, and counts",
    f"{ROOM}/newest.py": "numbers of posts, of which only those that came through the door go on",
    f"{ROOM}/announcements/actions.py": "changes rows by number, and checks who asks",
    f"{ROOM}/announcements/queries.py": "one's own presses, and whom the gateway is asked about",
    f"{ROOM}/announcements/retention.py": "throws away what is old",
    f"{ROOM}/announcements/rights.py": "one's own presses, to oneself",
    f"{ROOM}/imports/along.py": "writes rows, and reads none",
    f"{ROOM}/imports/beside.py": "writes rows, and reads none",
    f"{ROOM}/imports/exporting.py": "an owner's own group, with the rights of its readers",
    f"{ROOM}/imports/forgetting.py": "takes words of one voice away by its number",
    f"{ROOM}/imports/groups.py": "puts people into the groups that it opens",
    f"{ROOM}/imports/origins.py": "what is here already, by its key",
    f"{ROOM}/imports/polling.py": "writes rows, and reads none",
    f"{ROOM}/imports/undoing.py": "takes rows back by their import",
    f"{ROOM}/imports/writing.py": "writes rows, and reads none",
    f"{ROOM}/guests/actions.py": "changes rows by number, and checks who asks",
    f"{ROOM}/attachments/actions.py": "changes rows by number; who asks is checked before",
    f"{ROOM}/attachments/queries.py": "what goes along with words that came through the door",
    f"{ROOM}/attachments/rights.py": "one's own pictures and files, to oneself",
    f"{ROOM}/events/actions.py": "changes rows by number, and checks who asks",
    f"{ROOM}/events/queries.py": "answers at posts that came through the door, and whom to remind",
    f"{ROOM}/events/retention.py": "throws away what is old",
    f"{ROOM}/events/rights.py": "one's own events and answers, to oneself",
    f"{ROOM}/polls/actions.py": "changes rows by number, and checks who asks",
    f"{ROOM}/polls/forgetting.py": "takes rows away with their posts",
    f"{ROOM}/polls/queries.py": "what posts ask that came through the door, and what is due",
    f"{ROOM}/polls/retention.py": "throws away what is old",
    f"{ROOM}/polls/rights.py": "one's own polls and votes, to oneself",
    f"{ROOM}/polls/words.py": "whether a post that came through the door was answered",
    f"{ROOM}/praise/actions.py": "changes rows by number, and checks who asks",
    f"{ROOM}/praise/queries.py": "whom posts praise that came through the door",
    f"{ROOM}/praise/rights.py": "where one is praised, to oneself",
    f"{ROOM}/ranking/queries.py": "reasons of posts that came through the door, as numbers",
    f"{ROOM}/reactions/giving.py": "changes rows by number; who asks is checked before",
    f"{ROOM}/reactions/queries.py": "what was given at posts that came through the door",
    f"{ROOM}/previews/actions.py": "changes rows by number, and checks who asks",
    f"{ROOM}/previews/queries.py": "which pages to visit, by number, and cards of posts in hand",
    f"{ROOM}/moderation/actions.py": "changes rows by number, and checks who asks",
    f"{ROOM}/notifications/actions.py": "tells readers of a group, and notes what was seen",
    f"{ROOM}/notifications/letters.py": "what a member was told already, by its number",
    f"{ROOM}/notifications/planning.py": "who waits for a letter",
    f"{ROOM}/notifications/sending.py": "with which letter something goes",
    f"{ROOM}/people_views.py": "an owner's own group",
    f"{ROOM}/word_views.py": "comments at a post that came through the door",
    f"{ROOM}/retention.py": "throws away what is old",
    f"{ROOM}/rights.py": "one's own words, to oneself",
    "ambassadors/answers/themes.py": "comments at posts that every member may read",
    "site/sample/polls.py": "writes rows of the sample",
    "site/sample/remove.py": "takes the sample away",
    "site/rights/glass.py": "writes that the glass was broken, and to whom it is told",
    "site/rights/glass_views.py": "comments at posts that came through the door",
}


def test_nobody_goes_past_the_door():
    found = {}
    for path in HOUSE.rglob("*.py"):
        name = path.relative_to(HOUSE).as_posix()
        if "/tests/" not in name and "/migrations/" not in name:
            text = path.read_text(encoding="utf-8")
            if any(each in text for each in MODULES) and (tables := tables_asked(ast.parse(text))):
                found[name] = tables
    assert set(found) == set(PAST_THE_DOOR), found


def tables_asked(tree: ast.Module) -> set[str]:
    """Names of our tables on which this file calls `.objects`, however it imported them."""
    ours = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module in MODULES
        for alias in node.names
        if alias.name in TABLES
    }
    return {
        node.value.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and node.attr in {"objects", "_default_manager"}
        and isinstance(node.value, ast.Name)
        and node.value.id in ours
    }


def test_a_new_way_is_found():
    source = f"from {MODELS} import Post as Said\n\ndef all():\n    return Said.objects.all()\n"
    assert tables_asked(ast.parse(source)) == {"Said"}
