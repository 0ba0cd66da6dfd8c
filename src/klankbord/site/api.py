"""The REST interface: one router a room, described by OpenAPI at `/api/v1/openapi.json`."""

from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI

from klankbord import __version__
from klankbord.people.access import Access, allow_members
from klankbord.people.routers import RoleAuth
from klankbord.trust.council.locks import FunctionLocked

api = NinjaAPI(
    title="Klankbord",
    version=__version__,
    urls_namespace="api",
    auth=RoleAuth(Access()),  # deny: each router says who may come in
    docs_url=None,  # its page needs inline scripts, which our policy refuses
    docs_decorator=allow_members,
)


@api.exception_handler(FunctionLocked)
def say_locked(request: HttpRequest, error: FunctionLocked) -> HttpResponse:
    """Answer 403 with the reason: no role opens a locked function, only a decision does."""
    return api.create_response(request, {"detail": str(error)}, status=403)


def _mount() -> None:
    for app in apps.get_app_configs():
        is_room = app.name.startswith("klankbord.") and app.label != "site"
        if is_room and find_spec(f"{app.name}.api"):
            api.add_router(f"/{app.label}", import_module(f"{app.name}.api").router)


_mount()
