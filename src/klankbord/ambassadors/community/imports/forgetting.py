"""Forget somebody of elsewhere who has no account here, and asks for it."""

import datetime as dt

from django.db import transaction

from klankbord.ambassadors.community.attachments.actions import forget_attachments
from klankbord.ambassadors.community.imports.models import Voice
from klankbord.ambassadors.community.models import Comment, Post, PostTag, PostVersion
from klankbord.ambassadors.community.moderation.models import Review
from klankbord.people.models import Member
from klankbord.trust import audit


@transaction.atomic
def forget_voice(*, voice: Voice, by: Member, at: dt.datetime) -> int:
    """Take all words of a voice away, and its number; answers of others stay. Gives how many.

    The key of each message stays, without the voice: the same file brings none of them back.
    """
    posts = Post.objects.filter(origin__voice=voice)
    comments = Comment.objects.filter(origin__voice=voice)
    PostTag.objects.filter(post__in=posts).delete()
    PostVersion.objects.filter(post__in=posts).delete()
    for field, words in (("post", posts), ("comment", comments)):
        Review.objects.filter(**{f"{field}__in": words}).delete()
    forget_attachments(posts=posts, comments=comments)
    Post.objects.filter(best_answer__in=comments).update(best_answer=None)
    n_words = comments.filter(removed_at=None).update(text="", removed_at=at)
    said = posts.filter(removed_at=None)
    n_words += said.update(text="", search_text="", removed_at=at, is_pinned=False)
    audit.record(
        at=at,
        actor=f"member:{by.pk}",
        act="community.voice-forgotten",
        declaration="community.imports",
        detail={"platform": voice.platform, "n_words": n_words},
    )
    voice.origins.update(voice=None)
    voice.delete()
    return n_words
