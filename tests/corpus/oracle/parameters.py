"""How parameters must arrive in path, query, headers and cookies, by the Parameter Object of OpenAPI and RFC 6570.

The style values refer to RFC 6570, so where examples differ it holds: a label that is not exploded is `.a,b`.

Each function gives what is wrong, as (what was expected, what arrived) pairs; nothing if all is well."""

import itertools
import re
from urllib.parse import quote, unquote, unquote_to_bytes

import cases
import exact

# Headers that a client makes up by itself if the caller gives none.
OWN_HEADERS = ("x-fapi-interaction-id", "x-idempotency-key", "idempotency-key")

# What stays as it is with `allowReserved` and cannot be mistaken for a part of the query itself.
STAYS = ":/?@!$'()*,;"


def text(value):
    """A single value as text."""
    return value if isinstance(value, str) else exact.dumps(value)


def read(raw, plus=" "):
    """A percent-encoded text, `None` if it is not UTF-8. In a query a plus is a blank."""
    try:
        return unquote_to_bytes(raw.replace("+", plus).encode("latin-1")).decode("utf-8")
    except UnicodeDecodeError:
        return None


def encoded(value):
    """As RFC 6570 writes a value: all but unreserved characters as UTF-8 in percents."""
    return quote(text(value), safe="-._~")


def pairs(value):
    return [(name, member) for name, member in value.items() if member is not None]


# ---- path -----------------------------------------------------------------------------------------------------------


def path_problems(operation, given, arrived, base):
    """Holds the path against every way to write it; ways differ in the order of an object's members only."""
    names = re.findall(r"\{([^{}]*)\}", operation.path)
    known = {parameter["name"]: parameter for parameter in operation.parameters if parameter["in"] == "path"}
    spellings = [spelled(known[name], given[name]) for name in names]
    literal = [quote(part, safe="/:@!$&'()*+,;=-._~%") for part in re.split(r"\{[^{}]*\}", operation.path)]
    ways = []
    for chosen in itertools.islice(itertools.product(*spellings), 1000):
        ways.append(base + "".join(part + value for part, value in zip(literal, [*chosen, ""])))
    if normal(arrived) not in map(normal, ways):
        yield f"path {ways[0]}", arrived


def normal(path):
    """Percents in capitals, and unreserved characters without them: URLs that differ only in that are one."""

    def one(match):
        sign = chr(int(match[1], 16))
        return sign if re.fullmatch(r"[A-Za-z0-9\-._~]", sign) else match[0].upper()

    return re.sub(r"%([0-9A-Fa-f]{2})", one, path)


def spelled(parameter, value):
    """All the ways to write one path parameter."""
    name = encoded(parameter["name"])
    if "content" in parameter:
        # JSON may have its members in any order.
        orders = itertools.permutations(value.items()) if isinstance(value, dict) else [None]
        return [encoded(exact.dumps(dict(order) if order is not None else value)) for order in orders]
    style, explode = cases.style_of(parameter)
    if isinstance(value, list):
        return [listed(style, explode, name, [encoded(item) for item in value])]
    if isinstance(value, dict):
        orders = itertools.permutations((encoded(key), encoded(member)) for key, member in pairs(value))
        return [membered(style, explode, name, order) for order in orders]
    return [{"simple": "", "label": ".", "matrix": f";{name}="}[style] + encoded(value)]


def listed(style, explode, name, items):
    if style == "simple":
        return ",".join(items)
    if style == "label":
        return "." + (".".join(items) if explode else ",".join(items))
    return "".join(f";{name}={item}" for item in items) if explode else f";{name}=" + ",".join(items)


def membered(style, explode, name, members):
    flat = ",".join(f"{key},{value}" for key, value in members)
    each = [f"{key}={value}" for key, value in members]
    if style == "simple":
        return ",".join(each) if explode else flat
    if style == "label":
        return "." + (".".join(each) if explode else flat)
    return "".join(f";{pair}" for pair in each) if explode else f";{name}={flat}"


# ---- query ----------------------------------------------------------------------------------------------------------


def query_problems(operation, given, arrived, more):
    """`arrived` is the query as it came, `None` if there was none; `more` are pairs that security asks for."""
    found = {}
    for pair in (arrived or "").split("&") if arrived else []:
        name, equals, value = pair.partition("=")
        found.setdefault(read(name), []).append(value if equals else None)
    expected = {}
    for parameter in operation.parameters:
        if parameter["in"] == "query" and parameter["name"] in given:
            for name, check in pairs_of(parameter, given[parameter["name"]]):
                expected.setdefault(name, []).append(check)
    for name, value in more:
        expected.setdefault(name, []).append(plain(value))
    for name, checks in expected.items():
        values = found.pop(name, [])
        wanted = [check for check in checks if not (check.may_be_missing and len(values) < len(checks))]
        if len(values) != len(wanted) or not all(
            value is not None and check(value) for check, value in zip(wanted, values)
        ):
            yield f"query {name}: {', '.join(check.what for check in checks)}", f"query {arrived}"
    for name in found:
        yield f"no {name} in the query", f"query {arrived}"


class Check:
    """What one value of a query must be like, as it came."""

    def __init__(self, what, holds, may_be_missing=False):
        self.what, self.holds, self.may_be_missing = what, holds, may_be_missing

    def __call__(self, raw):
        return self.holds(raw)


def plain(value):
    return Check(repr(text(value)), lambda raw: read(raw) == text(value))


def reserved(value):
    """With `allowReserved`, the reserved characters stay; those that the query itself needs may be percents.

    So may an apostrophe: the URL Standard encodes it in the query of an http address, whatever a client does."""

    def holds(raw):
        raw = raw.replace("%27", "'")
        kept = {unquote(percent) for percent in re.findall("%[0-9A-Fa-f]{2}", raw)} & set(STAYS)
        return read(raw) == text(value) and not kept

    return Check(f"{text(value)!r} with {STAYS} as they are", holds)


def pairs_of(parameter, value):
    """The pairs that a parameter comes to: name and check."""
    name = parameter["name"]
    if "content" in parameter:
        yield name, json_text(value)
        return
    style, explode = cases.style_of(parameter)
    one = reserved if parameter.get("allowReserved") else plain
    if isinstance(value, dict):
        if style == "deepObject":
            for key, member in pairs(value):
                yield f"{name}[{key}]", one(member)
        elif explode:
            for key, member in pairs(value):
                yield key, one(member)
        else:
            yield name, delimited_members(style, pairs(value))
    elif isinstance(value, list):
        if explode:
            for item in value:
                yield name, one(item)
        else:
            yield name, delimited(style, value, one)
    else:
        yield name, one(value)


def json_text(value):
    def holds(raw):
        try:
            return exact.same(exact.loads(read(raw) or ""), value)
        except ValueError:
            return False

    return Check(f"JSON {exact.dumps(value)}", holds)


DELIMITERS = {"form": ",", "spaceDelimited": "%20", "pipeDelimited": r"\||%7[Cc]"}


def delimited(style, items, one=plain):
    """A list between delimiters. Of an empty list the specification leaves open whether its name is sent."""

    def holds(raw):
        parts = re.split(DELIMITERS[style], raw) if raw else []
        return len(parts) == len(items) and all(one(item)(part) for item, part in zip(items, parts))

    return Check(f"{[text(item) for item in items]} as {style}", holds, may_be_missing=not items)


def delimited_members(style, members):
    def holds(raw):
        parts = [read(part) for part in re.split(DELIMITERS[style], raw)] if raw else []
        wanted = [(name, text(value)) for name, value in members]
        return len(parts) % 2 == 0 and None not in parts and sorted(zip(parts[::2], parts[1::2])) == sorted(wanted)

    return Check(f"{dict(members)} as {style}", holds, may_be_missing=not members)


# ---- headers and cookies --------------------------------------------------------------------------------------------


def header_problems(operation, given, request, more):
    """`more`: the names of headers that security asks for."""
    for parameter in operation.parameters:
        if parameter["in"] != "header":
            continue
        name = parameter["name"]
        arrived = request.values(name)
        if name not in given:
            if arrived and name.lower() not in (*OWN_HEADERS, *more):
                yield f"no header {name}", f"{name}: {arrived}"
            continue
        if len(arrived) != 1 or not header_fits(parameter, given[name], arrived[0]):
            if arrived or given[name] not in ([], {}):
                yield f"header {name} once, with {exact.dumps(given[name])}", f"{name}: {arrived}"


def header_fits(parameter, value, arrived):
    if "content" in parameter:
        try:
            return exact.same(exact.loads(arrived), value)
        except ValueError:
            return False
    _, explode = cases.style_of(parameter)
    parts = [part.strip() for part in arrived.split(",")]
    if isinstance(value, list):
        return parts == [text(item) for item in value]
    if isinstance(value, dict):
        wanted = sorted((name, text(member)) for name, member in pairs(value))
        found = [tuple(part.split("=", 1)) for part in parts] if explode else list(zip(parts[::2], parts[1::2]))
        return sorted(found) == wanted and (explode or len(parts) % 2 == 0)
    return arrived == text(value)


def cookie_problems(operation, given, request, more):
    """`more` are cookies that security asks for."""
    headers = request.values("cookie")
    if len(headers) > 1:
        yield "one Cookie header at most", f"Cookie: {headers}"
    found = {}
    for pair in "; ".join(headers).split("; ") if headers else []:
        name, _, value = pair.partition("=")
        if name in found:
            yield f"cookie {name} once", f"Cookie: {headers}"
        found[name] = value
    expected = {name: plain_cookie(value) for name, value in more}
    for parameter in operation.parameters:
        if parameter["in"] == "cookie" and parameter["name"] in given:
            value = given[parameter["name"]]
            if isinstance(value, list):
                check = delimited("form", value, plain_cookie)
            elif isinstance(value, dict):
                check = delimited_members("form", pairs(value))
            else:
                check = plain_cookie(value)
            expected[parameter["name"]] = check
    for name, check in expected.items():
        arrived = found.pop(name, None)
        if arrived is None or not check(arrived):
            yield f"cookie {name}: {check.what}", f"Cookie: {headers}"
    for name in found:
        yield f"no cookie {name}", f"Cookie: {headers}"


def plain_cookie(value):
    return Check(repr(text(value)), lambda raw: read(raw, plus="+") == text(value))
