import pytest

from klankbord.core.guard.secrets import chaos, links_in, secrets_in

LETTERS = "a8Kd03LmZq7RtW5xYb2NcV9pHg4JfS6eU1oT"


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        (f"export KEY=ghp_{LETTERS}", f"ghp_{LETTERS}"),
        (f"AKIA{LETTERS[:16].upper().translate(str.maketrans('0189', 'ABCD'))} stond erin", None),
        ("Het wachtwoord is nu Zomer2026!", "Zomer2026!"),
        ("wifi wachtwoord voor gasten: koffiekopje", "koffiekopje"),
        ("wachtwoord van de gastenwifi: koffiekopje", "koffiekopje"),
        ("deurcode is 4821", "4821"),
        ("postgres://app:s3cr3tpass@db.example/x", "s3cr3tpass"),
        ("https://x.example/f?sig=a8Kd03LmZq7RtW&x=1", "a8Kd03LmZq7RtW"),
        ("api_key = 'a8Kd03LmZq7RtW5x'", "a8Kd03LmZq7RtW5x"),
    ],
)
def test_what_lets_somebody_in(text, secret):
    found = [text[each.start : each.end] for each in secrets_in(text)]
    assert found == [secret or text.split()[0]]


def test_a_private_key_is_taken_whole():
    text = "-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY----- zo"
    (found,) = secrets_in(text)
    assert text[found.start : found.end].endswith("END PRIVATE KEY-----")


@pytest.mark.parametrize(
    "text",
    [
        "Je wachtwoord is persoonlijk",
        "Het wachtwoord is vergeten door iedereen",
        "password: <your password>",
        "token: hoe werkt dat eigenlijk",
        "De code is helaas verlopen",
        "Kies een wachtwoord van 12 tekens",
        "https://x.example/?code=voorbeeld123",
    ],
)
def test_what_opens_nothing(text):
    assert list(secrets_in(text)) == []


@pytest.mark.parametrize(
    "link",
    [
        "https://intranet.lindewaard.example/nieuws",
        "http://portaal/verlof",
        "http://192.168.4.7/camera",
        "https://acme.sharepoint.com/:w:/s/team/x",
        "https://drive.google.com/file/d/abc",
        r"\\server01\directie\plan.docx",
    ],
)
def test_links_that_lead_inside(link):
    text = f"Zie {link}."
    assert [text[each.start : each.end] for each in links_in(text)] == [link]


def test_public_links_are_left_alone():
    assert not list(links_in("https://lindewaard.example/nieuws http://t http://127.0.0.1/ x"))


def test_chaos_is_shannons():
    assert chaos("aaaa") == 0
    assert chaos("abcd") == 2
