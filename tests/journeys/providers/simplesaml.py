"""SimpleSAMLphp as identity provider: its own folder, key and people, thrown away afterwards."""

import os
import secrets
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from klankbord.people.tests.identity import IdentityProvider

PROGRAM = Path("/usr/share/simplesamlphp/www")
PHP = shutil.which("php")
MISSING = (
    ""
    if PHP and PROGRAM.is_dir()
    else "needs SimpleSAMLphp (Debian packages simplesamlphp, php-cli, php-xml); CI installs it"
)
PASSWORD = "ganzen boven de dijk"
PEOPLE = {
    "sara": ("Sara Smit", "sara@proefdam.example", ("webcare", "everybody")),
    "rik": ("Rik Roos", "rik@elsewhere.example", ()),
}
OTHER = "https://other.example/saml"  # another service that trusts the same provider

SETTINGS = """<?php $config = [
'baseurlpath' => '{url}/', 'certdir' => '{folder}/', 'loggingdir' => '{folder}/',
'datadir' => '{folder}/', 'tempdir' => '{folder}/tmp', 'metadatadir' => '{folder}/',
'secretsalt' => '{salt}', 'auth.adminpassword' => '{salt}', 'timezone' => 'Europe/Amsterdam',
'technicalcontact_email' => 'beheer@proefdam.example', 'enable.saml20-idp' => true,
'module.enable' => ['exampleauth' => true, 'core' => true, 'saml' => true],
'store.type' => 'phpsession', 'session.phpsession.savepath' => '{folder}/tmp',
'session.cookie.secure' => false, 'logging.handler' => 'file',
'metadata.sources' => [['type' => 'flatfile', 'directory' => '{folder}']],
];"""
HOSTED = """<?php $metadata['{url}/idp'] = ['host' => '__DEFAULT__', 'privatekey' => 'idp.pem',
'certificate' => 'idp.crt', 'auth' => 'people'];"""
SERVICE = """$metadata['{name}'] = ['AssertionConsumerService' => '{acs}', 'NameIDFormat' =>
'urn:oasis:names:tc:SAML:2.0:nameid-format:{kind}', 'simplesaml.nameidattribute' => 'uid'];
"""


@dataclass
class SimpleSaml:
    """One provider, served by PHP's own web server."""

    folder: Path
    port: int
    key: IdentityProvider = field(default_factory=IdentityProvider)
    _process: subprocess.Popen | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def metadata_url(self) -> str:
        return f"{self.url}/saml2/idp/metadata.php"

    def start(self) -> None:
        (self.folder / "tmp").mkdir()
        values = {"url": self.url, "folder": self.folder, "salt": secrets.token_hex(16)}
        self._write("config.php", SETTINGS.format_map(values))
        self._write("saml20-idp-hosted.php", HOSTED.format_map(values))
        self._write("saml20-sp-remote.php", "<?php\n")
        self._write("authsources.php", _people())
        self._write("idp.pem", self.key.key)
        self._write("idp.crt", self.key.certificate)
        environment = {**os.environ, "SIMPLESAMLPHP_CONFIG_DIR": str(self.folder)}
        command = [PHP, "-S", f"127.0.0.1:{self.port}", "-t", str(PROGRAM)]
        with (self.folder / "php.log").open("wb") as log:
            self._process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait(10)

    def trust(self, service: str, *, kind: str = "transient") -> None:
        """Know one service, and another one that gets its answers at the same place."""
        acs = f"{service}acs/"
        names = (f"{service}metadata/", OTHER)
        services = [SERVICE.format(name=name, acs=acs, kind=kind) for name in names]
        self._write("saml20-sp-remote.php", "<?php\n" + "".join(services))

    def _write(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text, encoding="utf-8")


def _people() -> str:
    """The user file of its `exampleauth` module."""
    lines = []
    for user, (name, email, groups) in PEOPLE.items():
        said = {"uid": [user], "mail": [email], "displayName": [name], "groups": list(groups)}
        values = ", ".join(f"'{key}' => {value}" for key, value in said.items())
        lines.append(f"'{user}:{PASSWORD}' => [{values}]")
    return f"<?php $config = ['people' => ['exampleauth:UserPass', {', '.join(lines)}]];"
