"""An OpenID provider in a process of its own: `openid_server.py PORT both|id_token|userinfo`.

It is `oidc-provider-mock`, which says all it knows in both places. Real ones say it in one: so
here the ID token can be bare, or the userinfo endpoint absent.
"""

import json
import sys

import oidc_provider_mock
from oidc_provider_mock import User, _app
from werkzeug.serving import make_server

PEOPLE = [
    User(
        sub="ada",
        claims={
            "name": "Ada de Vries",
            "email": "ada@proefdam.example",
            "email_verified": True,
            "groups": ["webcare", "everybody"],
        },
    ),
    User(sub="eve", claims={"name": "Eve", "email": "eve@elsewhere.example"}),
]
DISCOVERY = "/.well-known/openid-configuration"


class BareToken(_app.OpenIDCode):
    """An ID token that says who it is about, and nothing else."""

    def generate_user_info(self, user, scope):  # the library's signature
        return {"sub": user.sub}


def without_userinfo(application):
    """A provider that has no such endpoint, and does not say that it has."""

    def answer(environ, start):
        if environ["PATH_INFO"] == "/userinfo":
            start("404 Not Found", [])
            return [b""]
        if environ["PATH_INFO"] != DISCOVERY:
            return application(environ, start)
        said = json.loads(b"".join(application(environ, lambda *_: None)))
        del said["userinfo_endpoint"]
        start("200 OK", [("Content-Type", "application/json")])
        return [json.dumps(said).encode()]

    return answer


def main(port, place):
    if place == "userinfo":
        _app.OpenIDCode = BareToken
    application = oidc_provider_mock.app(user_claims=PEOPLE)
    if place == "id_token":
        application = without_userinfo(application)
    make_server("127.0.0.1", port, application, threaded=True).serve_forever()


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
