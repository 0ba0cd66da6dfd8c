"""The REST interface: one router a room, described by OpenAPI at `/api/v1/docs`."""

from ninja import NinjaAPI

api = NinjaAPI(title="Klankbord", version="1", urls_namespace="api")
