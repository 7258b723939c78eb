"""JSON whose numbers keep the text that they were written with: `1.50` is not `1.5`."""

import json
from decimal import Decimal


class Number(Decimal):
    """A number with a fraction or an exponent. It calculates as a decimal, and is the same only as its own text."""

    def __new__(cls, text):
        made = super().__new__(cls, text)
        made.text = text
        return made


def loads(text):
    """Reads JSON. A member that stands twice in an object is an error."""
    return json.loads(text, parse_float=Number, object_pairs_hook=members, parse_constant=no_constant)


def dumps(value):
    """Writes JSON on one line, in ASCII."""
    if isinstance(value, Number):
        return value.text
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, dict):
        return "{" + ",".join(f"{json.dumps(str(name))}:{dumps(member)}" for name, member in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ",".join(map(dumps, value)) + "]"
    return json.dumps(value)


def same(one, other):
    """Whether two values are one: numbers by their text, objects whatever the order of their members."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(value, other[name]) for name, value in one.items())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, bool) or isinstance(other, bool) or isinstance(one, str) or isinstance(other, str):
        return type(one) is type(other) and one == other
    if one is None or other is None:
        return one is other
    if isinstance(one, (dict, list)) or isinstance(other, (dict, list)):
        return False
    return dumps(one) == dumps(other)


def members(pairs):
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a member stands twice in an object")
    return found


def no_constant(name):
    raise ValueError(f"{name} is no JSON")
