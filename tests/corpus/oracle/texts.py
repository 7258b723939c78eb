"""Texts, from plain to nasty, as far as the place that they travel in takes them."""

import base64
import ipaddress
import string
import uuid
from datetime import datetime, timedelta, timezone

import patterns

PLAIN = ["simples", "Ana", "abc123", "x", "conta-1", "Outra"]

NASTY = [
    "a b&=+%/?#,|;\"'ção",
    "São João do Ó",
    "a+b c%20d%2Fe",
    "a=b&c=d",
    "x,y|z;w",
    "日本語 😀",
    "../..",
    ";q=1",
    "%",
    '\\"<>{}[]^`',
    "!$'()*:@-._~",
    "null",
    "true",
    "007",
    "1e3",
    " nas bordas ",
    "duas\nlinhas\te mais\r\n",
    "",
    "\u2028\u00a0\u200b",
    "\x01\x7f",
]

FORMATS = {
    "date": lambda dice: moment(dice).strftime("%Y-%m-%d"),
    "date-time": lambda dice: moment(dice).strftime("%Y-%m-%dT%H:%M:%SZ"),
    "time": lambda dice: moment(dice).strftime("%H:%M:%SZ"),
    "uuid": lambda dice: str(uuid.UUID(int=dice.getrandbits(128), version=4)),
    "email": lambda dice: f"{word(dice)}@exemplo.com.br",
    "uri": lambda dice: f"https://{word(dice)}.exemplo.com.br/a?b=c&d={dice.randint(0, 9)}#e",
    "uri-reference": lambda dice: f"/{word(dice)}/1",
    "hostname": lambda dice: f"{word(dice)}.exemplo.com.br",
    "ipv4": lambda dice: str(ipaddress.IPv4Address(dice.getrandbits(32))),
    "ipv6": lambda dice: str(ipaddress.IPv6Address(dice.getrandbits(128))),
    "byte": lambda dice: base64.b64encode(dice.randbytes(dice.randint(0, 12))).decode(),
    "double": lambda dice: dice.choice(["0.51", "12.340000", "-1.0"]),
}


def moment(dice):
    return datetime(2000, 1, 1, tzinfo=timezone.utc) + timedelta(seconds=dice.randrange(40 * 365 * 86400))


def word(dice):
    return "".join(dice.choice(string.ascii_lowercase) for _ in range(dice.randint(3, 8)))


def travels(text, place, within=None):
    """Whether a text can be sent at a place at all. `within`: if it stands in a list or object that is written with
    delimiters, those that cannot be told from its own signs."""
    if within is not None and (text == "" or any(sign in text for sign in within)):
        return False
    if place == "path":
        # A segment that is empty or made of points names another path.
        return text not in ("", ".", "..")
    if place == "header":
        return text != "" and text == text.strip() and all(0x20 <= ord(sign) < 0x7F for sign in text)
    if place in ("cookie", "text"):
        return text != ""
    return True


def make(schema, dice, nasty, place, within=None):
    """A text for a schema of type `string` without `enum`, or `None` if the one that was made does not travel."""
    least, most = schema.get("minLength", 0), schema.get("maxLength", 10**6)
    wanted = schema.get("pattern", [])

    def good(text):
        return (
            least <= len(text) <= most
            and all(patterns.fits(pattern, text) for pattern in wanted)
            and travels(text, place, within)
        )

    made = FORMATS.get(schema.get("format"))
    if made:
        candidates = [made(dice)]
    else:
        candidates = list(NASTY if nasty else PLAIN)
        dice.shuffle(candidates)
        if not nasty:
            candidates.append("".join(dice.choice("abcxyz") for _ in range(max(least, 1))))
        else:
            candidates.extend(["çã" * least, ("a b&+%ç" * (least + 1))[:least], ("ab" * (least + 1))[: max(least, 1)]])
        candidates.extend(text[: min(most, 40)] for text in list(candidates))
    for pattern in wanted:
        candidates.extend(patterns.text_for(pattern, dice, more) for more in (6, 1, 12, 0, 3, 2))
    return next((text for text in candidates if good(text)), None)
