"""A SAML identity provider for tests: it signs real assertions with a key of its own."""

import base64
import datetime as dt
import uuid
import zlib
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree as ET

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from onelogin.saml2.utils import OneLogin_Saml2_Utils as Signer

ENTITY = "https://idp.proefdam.example/saml"
SIGN_IN = "https://idp.proefdam.example/sign-in"
BY_ADDRESS = "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress"
FORMAT = "%Y-%m-%dT%H:%M:%SZ"


@dataclass
class IdentityProvider:
    """Its key and certificate, made anew for each."""

    key: str = field(init=False)
    certificate: str = field(init=False)

    def __post_init__(self):
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "idp.proefdam.example")])
        now = dt.datetime.now(dt.UTC)
        builder = x509.CertificateBuilder().subject_name(name).issuer_name(name)
        builder = builder.public_key(key.public_key()).serial_number(x509.random_serial_number())
        builder = builder.not_valid_before(now - dt.timedelta(days=1))
        certificate = builder.not_valid_after(now + dt.timedelta(days=9)).sign(key, hashes.SHA256())
        self.key = key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ).decode()
        self.certificate = certificate.public_bytes(serialization.Encoding.PEM).decode()

    @property
    def metadata(self):
        body = "".join(self.certificate.strip().splitlines()[1:-1])
        return f"""<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata"
 entityID="{ENTITY}"><md:IDPSSODescriptor
 protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><md:KeyDescriptor use="signing">
<ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data><ds:X509Certificate>{body}
</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor><md:SingleSignOnService
 Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="{SIGN_IN}"/>
</md:IDPSSODescriptor></md:EntityDescriptor>"""

    def answer(self, address, *, email, groups=(), change=None, named=BY_ADDRESS):
        """The form field that a browser carries back after signing in at `address`.

        `named` is the format of the name: by address, or another one at each visit.
        """
        name = email if named == BY_ADDRESS else f"_{uuid.uuid4()}"
        asked = parse_qs(urlsplit(address).query)["SAMLRequest"][0]
        request = ET.fromstring(zlib.decompress(base64.b64decode(asked), -15))  # noqa: S314  # our own words
        target = request.get("AssertionConsumerServiceURL")
        audience = request.find("{urn:oasis:names:tc:SAML:2.0:assertion}Issuer").text
        now = dt.datetime.now(dt.UTC)
        begin, end = ((now + dt.timedelta(minutes=n)).strftime(FORMAT) for n in (-2, 5))
        values = "".join(f"<saml:AttributeValue>{each}</saml:AttributeValue>" for each in groups)
        assertion = f"""<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"
 ID="_{uuid.uuid4()}" Version="2.0" IssueInstant="{begin}"><saml:Issuer>{ENTITY}</saml:Issuer>
<saml:Subject><saml:NameID Format="{named}">{name}
</saml:NameID><saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer">
<saml:SubjectConfirmationData InResponseTo="{request.get("ID")}" Recipient="{target}"
 NotOnOrAfter="{end}"/></saml:SubjectConfirmation></saml:Subject>
<saml:Conditions NotBefore="{begin}" NotOnOrAfter="{end}"><saml:AudienceRestriction>
<saml:Audience>{audience}</saml:Audience></saml:AudienceRestriction></saml:Conditions>
<saml:AuthnStatement AuthnInstant="{begin}" SessionIndex="_{uuid.uuid4()}"><saml:AuthnContext>
<saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password
</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement><saml:AttributeStatement>
<saml:Attribute Name="email"><saml:AttributeValue>{email}</saml:AttributeValue></saml:Attribute>
<saml:Attribute Name="displayName"><saml:AttributeValue>Ada</saml:AttributeValue></saml:Attribute>
<saml:Attribute Name="groups">{values}</saml:Attribute></saml:AttributeStatement>
</saml:Assertion>"""
        signed = Signer.add_sign(assertion.replace("\n", ""), self.key, self.certificate)
        signed = signed.decode() if isinstance(signed, bytes) else signed
        response = f"""<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol"
 ID="_{uuid.uuid4()}" Version="2.0" IssueInstant="{begin}" Destination="{target}"
 InResponseTo="{request.get("ID")}"><saml:Issuer xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">
{ENTITY}</saml:Issuer><samlp:Status><samlp:StatusCode
 Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>SIGNED</samlp:Response>"""
        response = response.replace("\n", "").replace("SIGNED", signed)
        response = response.replace(*change) if change else response
        return {"SAMLResponse": base64.b64encode(response.encode()).decode(), "RelayState": ""}
