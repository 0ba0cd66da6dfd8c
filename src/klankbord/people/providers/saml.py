"""How a SAML provider names somebody."""

from typing import Any

from allauth.socialaccount.providers.saml.provider import SAMLProvider

TRANSIENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient"
BY_ADDRESS = "mail:"


class LastingNames(SAMLProvider):  # type: ignore[misc]  # allauth has no types
    """A name that is another one at every visit is no name: then the e-mail address stands for it.

    An address can pass to somebody else, so it is never enough for an administrator: see
    `admission`.
    """

    package = "allauth.socialaccount.providers.saml"  # where its addresses stand

    def extract_uid(self, data: Any) -> str:
        """The subject id, or the lasting NameID, or `mail:` and the address."""
        said = self._extract(data)
        if not said.get("uid") and data.get_nameid_format() == TRANSIENT:
            return BY_ADDRESS + str(said.get("email") or "").strip().lower()
        return str(super().extract_uid(data))
