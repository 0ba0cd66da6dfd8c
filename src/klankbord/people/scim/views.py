"""The SCIM 2.0 endpoints (RFC 7644), for a directory with a key of the right scope."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from pydantic import ValidationError
from scim2_models import (
    Context,
    Error,
    InvalidFilterException,
    InvalidSyntaxException,
    ListResponse,
    NotFoundException,
    NotImplementedException,
    PatchOp,
    Resource,
    ResourceType,
    Schema,
    SCIMException,
    ScimFilter,
    SearchRequest,
    UnauthorizedException,
)

from klankbord.people.access import allow_everybody
from klankbord.people.declarations import DIRECTORY_SYNC
from klankbord.people.models import Member, Role
from klankbord.people.queries import lacks_second_factor
from klankbord.people.scim import actions, reading
from klankbord.people.scim.filters import GROUP_FIELDS, USER_FIELDS, AsQuestion
from klankbord.people.scim.models import DirectoryGroup
from klankbord.people.scim.shapes import CONFIG, GOODWILL, MOST, PAGE, SERVICE, Group, User
from klankbord.people.tokens import bearer
from klankbord.people.tokens.actions import SCIM
from klankbord.trust.register import declares

MEDIA = "application/scim+json"
LARGEST = 1_000_000
LONGEST_FILTER = 1000  # a deep one costs seconds to read, a wide one is more than a database takes
Answer = tuple[int, dict[str, Any] | None]


@dataclass(frozen=True)
class Call:
    """One call of a directory."""

    request: HttpRequest
    actor: str
    home: str

    @property
    def search(self) -> SearchRequest[Any]:
        """What is asked for, and which attributes of it; raises `SCIMException`."""
        asked = _parameters(self.request)
        if len(asked.get("filter", "")) > LONGEST_FILTER:
            raise InvalidFilterException(detail="This filter is too long. Ask in parts.")
        return SearchRequest[Any].model_validate(asked)

    def payload(self) -> dict[str, Any]:
        """The body as an object; raises `SCIMException`."""
        try:
            body = json.loads(self.request.body[: LARGEST + 1])
        except (ValueError, RecursionError) as error:
            raise InvalidSyntaxException from error
        if not isinstance(body, dict):
            raise InvalidSyntaxException
        return body


def _endpoint(
    **methods: Callable[..., Answer],
) -> Callable[..., HttpResponse]:
    """One address of SCIM: who calls, what they do, and errors in SCIM's words."""

    @csrf_exempt
    @allow_everybody  # the key decides, below
    @declares(DIRECTORY_SYNC)
    def view(request: HttpRequest, **named: Any) -> HttpResponse:
        try:
            call = _admitted(request)
            method = methods.get(str(request.method))
            if method is None:
                return _answered(405, _error(405, "This method is not offered here."))
            with GOODWILL, SERVICE:
                return _answered(*method(call, **named))
        except ValidationError as error:
            shown = Error.from_validation_errors(error)[0]
        except SCIMException as error:
            shown = error.to_error()
        except bearer.TooManyCalls:
            return _answered(429, _error(429, "Too many calls. Ask again in a minute."))
        return _answered(shown.status or 400, shown.model_dump())

    return view


def _admitted(request: HttpRequest) -> Call:
    """The caller; a key opens only while its member is administrator."""
    secret = bearer.secret_of(request)
    token = bearer.token_of(request, secret, at=timezone.now()) if secret else None
    if token is None or SCIM not in token.scopes or not token.member.has_role(Role.ADMINISTRATOR):
        raise UnauthorizedException(detail="Send a key with the right to keep members up to date.")
    if lacks_second_factor(token.member):
        raise UnauthorizedException(detail="Add a passkey or a code app first.")
    home = request.build_absolute_uri("/scim/v2")
    return Call(request, f"token:{token.pk}", home)


def _user_list(call: Call) -> Answer:
    found = reading.members_shown()
    search = call.search
    if search.filter:
        found = found.filter(AsQuestion(USER_FIELDS).visit(ScimFilter[User](search.filter).ast))
        found = found.distinct()
    page, total = _page(found, search)
    shown = [reading.as_user(member, call.home) for member in page]
    return 200, _list(ListResponse[User], shown, total, search)


def _user_create(call: Call) -> Answer:
    payload = _with_active(call.payload())
    user = User.model_validate(payload, scim_ctx=Context.RESOURCE_CREATION_REQUEST)
    member = actions.save_user(member=None, user=user, actor=call.actor, at=timezone.now())
    return 201, _one(call, _user(member.pk, call), Context.RESOURCE_CREATION_RESPONSE)


def _user_show(call: Call, pk: str) -> Answer:
    return 200, _one(call, _user(pk, call), Context.RESOURCE_QUERY_RESPONSE)


def _user_replace(call: Call, pk: str) -> Answer:
    before = _user(pk, call)
    payload = _with_active(call.payload())
    user = User.model_validate(payload, scim_ctx=Context.RESOURCE_REPLACEMENT_REQUEST)
    user.replace(before)
    return _save_user(call, pk, user, Context.RESOURCE_REPLACEMENT_RESPONSE)


def _user_patch(call: Call, pk: str) -> Answer:
    user = _user(pk, call)
    patch = PatchOp[User].model_validate(call.payload(), scim_ctx=Context.RESOURCE_PATCH_REQUEST)
    patch.patch(user)
    return _save_user(call, pk, user, Context.RESOURCE_PATCH_RESPONSE)


def _user_delete(call: Call, pk: str) -> Answer:
    actions.remove_user(member=_member(pk), actor=call.actor, at=timezone.now())
    return 204, None


def _group_list(call: Call) -> Answer:
    found = reading.groups_shown()
    search = call.search
    if search.filter:
        found = found.filter(AsQuestion(GROUP_FIELDS).visit(ScimFilter[Group](search.filter).ast))
        found = found.distinct()
    page, total = _page(found, search)
    members = reading.members_by_group(page)
    shown = [reading.as_group(group, members[group.pk], call.home) for group in page]
    return 200, _list(ListResponse[Group], shown, total, search)


def _group_create(call: Call) -> Answer:
    shape = Group.model_validate(call.payload(), scim_ctx=Context.RESOURCE_CREATION_REQUEST)
    group = actions.save_group(group=None, shape=shape, actor=call.actor, at=timezone.now())
    return 201, _one(call, _group(group.pk, call), Context.RESOURCE_CREATION_RESPONSE)


def _group_show(call: Call, pk: str) -> Answer:
    return 200, _one(call, _group(pk, call), Context.RESOURCE_QUERY_RESPONSE)


def _group_replace(call: Call, pk: str) -> Answer:
    before = _group(pk, call)
    shape = Group.model_validate(call.payload(), scim_ctx=Context.RESOURCE_REPLACEMENT_REQUEST)
    shape.replace(before)
    return _save_group(call, pk, shape, Context.RESOURCE_REPLACEMENT_RESPONSE)


def _group_patch(call: Call, pk: str) -> Answer:
    shape = _group(pk, call)
    patch = PatchOp[Group].model_validate(call.payload(), scim_ctx=Context.RESOURCE_PATCH_REQUEST)
    patch.patch(shape)
    return _save_group(call, pk, shape, Context.RESOURCE_PATCH_RESPONSE)


def _group_delete(call: Call, pk: str) -> Answer:
    actions.remove_group(group=_directory_group(pk), actor=call.actor, at=timezone.now())
    return 204, None


def _save_user(call: Call, pk: str, user: User, context: Context) -> Answer:
    actions.save_user(member=_member(pk), user=user, actor=call.actor, at=timezone.now())
    return 200, _one(call, _user(pk, call), context)


def _save_group(call: Call, pk: str, shape: Group, context: Context) -> Answer:
    group = _directory_group(pk)
    actions.save_group(group=group, shape=shape, actor=call.actor, at=timezone.now())
    return 200, _one(call, _group(pk, call), context)


def _config(call: Call) -> Answer:
    return 200, _one(call, CONFIG, Context.RESOURCE_QUERY_RESPONSE)


def _schemas(_call: Call) -> Answer:
    return 200, _all(ListResponse[Schema], list(SERVICE.schemas))


def _schema(call: Call, pk: str) -> Answer:
    return 200, _one(call, _named(SERVICE.schemas, pk), Context.RESOURCE_QUERY_RESPONSE)


def _resource_types(_call: Call) -> Answer:
    return 200, _all(ListResponse[ResourceType], list(SERVICE.resource_types))


def _resource_type(call: Call, pk: str) -> Answer:
    return 200, _one(call, _named(SERVICE.resource_types, pk), Context.RESOURCE_QUERY_RESPONSE)


def _search_all(_call: Call) -> Answer:
    raise NotImplementedException(detail="Ask /Users and /Groups apart.")


def _not_here(_call: Call, **_named: str) -> Answer:
    raise NotFoundException


def _member(pk: str) -> Member:
    member: Member = _found(reading.members_shown(), pk)
    return member


def _user(pk: str | int, call: Call) -> User:
    return reading.as_user(_member(str(pk)), call.home)


def _directory_group(pk: str) -> DirectoryGroup:
    group: DirectoryGroup = _found(reading.groups_shown(), pk)
    return group


def _group(pk: str | int, call: Call) -> Group:
    group = _directory_group(str(pk))
    return reading.as_group(group, reading.members_by_group([group])[group.pk], call.home)


def _found(rows: Any, pk: str) -> Any:
    is_number = pk.isascii() and pk.isdecimal() and len(pk) < 19  # noqa: PLR2004  # fits a 63-bit key
    row = rows.filter(pk=int(pk)).first() if is_number else None
    if row is None:
        raise NotFoundException
    return row


def _named(resources: Any, name: str) -> Any:
    found = next((each for each in resources if str(each.id) == name), None)
    if found is None:
        raise NotFoundException
    return found


def _parameters(request: HttpRequest) -> dict[str, Any]:
    """The question in an address, with lists where SCIM writes commas."""
    asked: dict[str, Any] = dict(request.GET.items())
    for key in ("attributes", "excludedAttributes"):
        if key in asked:
            asked[key] = [part.strip() for part in asked[key].split(",") if part.strip()]
    known = ("filter", "startIndex", "count", "attributes", "excludedAttributes")
    return {key: asked[key] for key in known if key in asked}


def _page(found: Any, search: SearchRequest[Any]) -> tuple[list[Any], int]:
    start = search.start_index_0 or 0
    count = min(PAGE if search.count is None else search.count, MOST)
    return list(found[start : start + count]), found.count()


def _with_active(payload: dict[str, Any]) -> dict[str, Any]:
    """Somebody of whom nothing is said may come in."""
    is_said = any(key.lower() == "active" for key in payload)
    return payload if is_said else {**payload, "active": True}


def _one(call: Call, resource: Resource[Any], context: Context) -> dict[str, Any]:
    return resource.model_dump(scim_ctx=context, response_parameters=call.search)


def _list(
    kind: Any, resources: list[Any], total: int, search: SearchRequest[Any]
) -> dict[str, Any]:
    answer = kind(
        total_results=total,
        start_index=(search.start_index_0 or 0) + 1,
        items_per_page=len(resources),
        resources=resources,
    )
    shown: dict[str, Any] = answer.model_dump(
        scim_ctx=Context.RESOURCE_QUERY_RESPONSE, response_parameters=search
    )
    return shown


def _all(kind: Any, resources: list[Any]) -> dict[str, Any]:
    return _list(kind, resources, len(resources), SearchRequest[Any]())


def _error(status: int, detail: str) -> dict[str, Any]:
    return Error(status=status, detail=detail).model_dump()


def _answered(status: int, body: dict[str, Any] | None) -> HttpResponse:
    text = b"" if body is None else json.dumps(body).encode()
    response = HttpResponse(text, status=status, content_type=MEDIA)
    response.headers["Cache-Control"] = "no-store"
    if status == 401:  # noqa: PLR2004  # HTTP's own word for "who are you?"
        response.headers["WWW-Authenticate"] = 'Bearer realm="scim"'
    if body and "meta" in body and "location" in body["meta"]:
        response.headers["Location"] = body["meta"]["location"]
    return response


user_list = _endpoint(GET=_user_list, POST=_user_create)
user_detail = _endpoint(GET=_user_show, PUT=_user_replace, PATCH=_user_patch, DELETE=_user_delete)
group_list = _endpoint(GET=_group_list, POST=_group_create)
group_detail = _endpoint(
    GET=_group_show, PUT=_group_replace, PATCH=_group_patch, DELETE=_group_delete
)
config = _endpoint(GET=_config)
schema_list = _endpoint(GET=_schemas)
schema_detail = _endpoint(GET=_schema)
resource_type_list = _endpoint(GET=_resource_types)
resource_type_detail = _endpoint(GET=_resource_type)
search_all = _endpoint(POST=_search_all)
every_method = dict.fromkeys(("GET", "POST", "PUT", "PATCH", "DELETE"), _not_here)
nothing = _endpoint(**every_method)
