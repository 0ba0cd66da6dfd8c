"""Read saved replies: all of them, and those that fit a conversation."""

from collections.abc import Iterable

from klankbord.reputation.replies.models import SavedReply


def saved_replies(text: str = "") -> list[SavedReply]:
    """All replies that hold these words, by title; there are hundreds, not millions."""
    found = SavedReply.objects.select_related("topic", "owner")
    words = text.casefold().split()
    return [reply for reply in found if _holds(reply, words)] if words else list(found)


def fitting_replies(*, platform: str, topics: Iterable[int], text: str = "") -> list[SavedReply]:
    """Replies for one conversation, the most fitting first: topic, platform, then what is used.

    A reply for another platform or topic is left out, unless somebody searches for it by its words.
    """
    here = set(topics)
    found = saved_replies(text)
    if not text.strip():
        found = [reply for reply in found if _fits(reply, platform, here)]

    def rank(reply: SavedReply) -> tuple[bool, bool, int, str]:
        is_on_topic = reply.topic_id in here
        is_for_platform = platform in reply.platforms
        return not is_on_topic, not is_for_platform, -reply.n_used, reply.title.casefold()

    return sorted(found, key=rank)


def _fits(reply: SavedReply, platform: str, topics: set[int]) -> bool:
    is_for_platform = not reply.platforms or platform in reply.platforms
    return is_for_platform and (reply.topic_id is None or reply.topic_id in topics)


def _holds(reply: SavedReply, words: list[str]) -> bool:
    topic = reply.topic.name if reply.topic else ""
    whole = f"{reply.title}\n{reply.text_nl}\n{reply.text_en}\n{topic}".casefold()
    return all(word in whole for word in words)
