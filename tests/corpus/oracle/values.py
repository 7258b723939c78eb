"""Values that a schema allows, made up at random, and checked by a validator of others before they are used."""

import base64
from dataclasses import dataclass, field, replace

from openapi_schema_validator import OAS30ReadValidator, OAS30WriteValidator

import document
import exact
import texts

# From here on objects have only what they must have, so that recursive schemas end.
DEEP = 5
TRIES = 200


class NoValue(Exception):
    """No value of the schema could be made."""


@dataclass
class File:
    """A part of a multipart body that is a file."""

    content: bytes
    name: str


@dataclass
class Plan:
    """What kind of value is wanted."""

    optional: str = "all"  # all, none, some
    nasty: bool = False
    length: int | None = None
    nulls: bool = False
    variant: int | None = None
    additions: bool = False


@dataclass
class View:
    """All that a schema says about one value, its compositions merged."""

    types: set = field(default_factory=set)
    members: dict = field(default_factory=dict)
    required: list = field(default_factory=list)
    fixed: dict = field(default_factory=dict)
    rest: list = field(default_factory=list)
    items: list = field(default_factory=list)
    enums: list = field(default_factory=list)
    limits: dict = field(default_factory=dict)


LEAST = ("minimum", "minLength", "minItems", "minProperties")
MOST = ("maximum", "maxLength", "maxItems", "maxProperties")
OTHERS = ("format", "multipleOf", "exclusiveMinimum", "exclusiveMaximum", "uniqueItems")


class Maker:
    """Makes values for the schemas of one document, for requests (`writing`) or answers."""

    def __init__(self, source, writing):
        self.source = source
        self.writing = writing
        self.widest = 1
        self.validator = OAS30WriteValidator if writing else OAS30ReadValidator
        self.rules = for_validation(source.root)

    def make(self, schema, plan, dice, place="json", within=None):
        """A lawful value. `place` and `within` as for `texts.travels`."""
        self.plan, self.dice, self.place, self.within = plan, dice, place, within
        problem = None
        for attempt in range(TRIES):
            if attempt == 20 and self.plan.optional == "all":
                self.plan = replace(plan, optional="some")
            try:
                value = self.value(schema, 0)
            except NoValue as error:
                problem = str(error)
                continue
            problem = self.problem(schema, value)
            if problem is None:
                return value
        raise NoValue(f"no lawful value in {TRIES} tries, the last was refused: {problem}")

    def problem(self, schema, value):
        root = self.rules | for_validation(schema if isinstance(schema, dict) else {})
        for error in self.validator(root).iter_errors(without_files(value)):
            return error.message[:200]
        return None

    # ---- reading the schema -----------------------------------------------------------------------------------------

    def view(self, schema, depth):
        view = View()
        self.gather(schema, view, depth, None)
        return view

    def gather(self, schema, view, depth, child):
        """`child` is the reference to the schema whose `allOf` leads here: the discriminator of a base names it."""
        name = None
        while "$ref" in schema:
            name = schema["$ref"]
            schema = self.source.at(name)
        discriminator = schema.get("discriminator")
        choices = schema.get("oneOf") or schema.get("anyOf")
        if discriminator and not choices:
            children = self.source.children.get(name, [])
            if child is None and children and depth < DEEP:
                return self.gather({"$ref": self.pick(children)}, view, depth, None)
            view.fixed[discriminator["propertyName"]] = self.dice.choice(values_for(discriminator, child or name))
        if "type" in schema:
            view.types.add(schema["type"])
        for member, inner in schema.get("properties", {}).items():
            view.members.setdefault(member, []).append(inner)
        view.required.extend(member for member in schema.get("required", []) if member not in view.required)
        if "additionalProperties" in schema:
            view.rest.append(schema["additionalProperties"])
        if "items" in schema:
            view.items.append(schema["items"])
        if "enum" in schema:
            view.enums.append([value for value in schema["enum"] if value is not None] or [None])
        if "pattern" in schema:
            view.limits.setdefault("pattern", []).append(schema["pattern"])
        for limit in LEAST:
            if limit in schema:
                view.limits[limit] = max(schema[limit], view.limits.get(limit, schema[limit]))
        for limit in MOST:
            if limit in schema:
                view.limits[limit] = min(schema[limit], view.limits.get(limit, schema[limit]))
        for word in OTHERS:
            if word in schema:
                view.limits[word] = schema[word]
        for part in schema.get("allOf", []):
            self.gather(part, view, depth, child or name)
        if choices:
            chosen = choices[0] if depth > DEEP else self.pick(choices)
            if discriminator:
                view.fixed[discriminator["propertyName"]] = self.dice.choice(
                    values_for(discriminator, chosen.get("$ref"))
                )
            self.gather(chosen, view, depth, None)
        return None

    def pick(self, choices):
        self.widest = max(self.widest, len(choices))
        if self.plan.variant is None:
            return self.dice.choice(choices)
        return choices[self.plan.variant % len(choices)]

    def may_be_null(self, schema):
        schema = self.source.resolved(schema)
        return schema.get("nullable") is True or any(map(self.may_be_null, schema.get("oneOf", [])))

    # ---- making the value -------------------------------------------------------------------------------------------

    def value(self, schema, depth):
        if depth and self.place == "json" and self.may_be_null(schema):
            if self.plan.nulls or (self.plan.optional == "some" and self.dice.random() < 0.3):
                return None
        view = self.view(schema, depth)
        if view.enums:
            return self.dice.choice([value for value in view.enums[0] if all(value in more for more in view.enums)]
                                    or view.enums[0])  # fmt: skip
        what = self.type_of(view)
        return getattr(self, what)(view, depth)

    def type_of(self, view):
        for name in ("object", "array", "integer", "number", "string", "boolean"):
            if name in view.types:
                return "boolean_" if name == "boolean" else name
        if view.members or view.required or view.rest or view.fixed:
            return "object"
        if view.items:
            return "array"
        if any(word in view.limits for word in ("pattern", "minLength", "maxLength", "format")):
            return "string"
        if any(word in view.limits for word in ("minimum", "maximum", "multipleOf")):
            return "number"
        return "anything" if self.place == "json" else "string"

    def object(self, view, depth):
        made = {}
        for name, schemas in view.members.items():
            schema = schemas[0] if len(schemas) == 1 else {"allOf": schemas}
            if self.is_of_the_other_side(schema):
                continue
            if name in view.required or self.is_wanted(depth):
                made[name] = view.fixed[name] if name in view.fixed else self.value(schema, depth + 1)
        for name, value in view.fixed.items():
            if name in view.members or name in view.required:
                made[name] = value
        rest = [inner for inner in view.rest if inner is not True]
        for name in view.required:
            if name not in view.members and name not in made:
                made[name] = self.value(rest[0] if rest and rest[0] is not False else {}, depth + 1)
        if False not in view.rest and depth <= DEEP and self.place in ("json", "query"):
            self.add_members(view, rest, made, depth)
        return made

    def add_members(self, view, rest, made, depth):
        if not view.rest and view.members:
            # By the specification any object may have more members; of those made here only answers have them.
            if self.plan.additions and not self.writing and self.place == "json":
                made["membroNovo"] = self.anything(view, depth)
            return
        if rest or not view.members:
            inner = rest[0] if rest else {}
            least = max(view.limits.get("minProperties", 0) - len(made), 0)
            most = max(view.limits.get("maxProperties", 10) - len(made), 0)
            count = 0 if self.plan.optional == "none" else 2 if self.plan.length is None else self.plan.length
            if depth > 2:
                count = min(count, 1)
            names = ["outro", "mais um", 'ção/~.[]&="', "_"] if self.plan.nasty else ["outro", "mais", "a1", "b2"]
            for name in names[: min(max(count, least), most)]:
                if name not in made:
                    made[name] = self.value(inner, depth + 1)

    def is_of_the_other_side(self, schema):
        """Members that only answers have are not sent, and the other way round."""
        word = "readOnly" if self.writing else "writeOnly"
        return self.source.resolved(schema).get(word) is True or schema.get(word) is True

    def is_wanted(self, depth):
        if self.plan.optional == "some":
            return depth <= DEEP and self.dice.random() < 0.6
        return self.plan.optional == "all" and depth <= DEEP

    def array(self, view, depth):
        least, most = view.limits.get("minItems", 0), view.limits.get("maxItems", 10)
        count = self.plan.length
        if count is None:
            count = {"all": 2, "none": 0, "some": self.dice.randint(0, 3)}[self.plan.optional]
        count = max(min(count, most, 1 if depth > 2 else most), least)
        schema = view.items[0] if len(view.items) == 1 else {"allOf": view.items} if view.items else {}
        if self.place == "form":
            # A list of one empty text and an empty list may look the same in a form.
            self.within = ""
        made = []
        for _ in range(count * 10):
            if len(made) == count:
                break
            item = self.value(schema, depth + 1)
            if not (view.limits.get("uniqueItems") and any(exact.same(item, other) for other in made)):
                made.append(item)
        if self.place == "form":
            self.within = None
        return made

    def string(self, view, depth):
        if view.limits.get("format") == "binary" and self.place in ("multipart", "binary"):
            return self.file()
        made = texts.make(view.limits, self.dice, self.plan.nasty, self.place, self.within)
        if made is None:
            raise NoValue(f"no text for {view.limits}")
        return made

    def file(self):
        size = 0 if self.plan.length == 0 else self.dice.choice([1, 12, 3000])
        content = self.dice.randbytes(size)
        if self.plan.nasty:
            content = b"\r\n--" + content + b"\r\n\0\xff--\r\n"
        return File(
            content, self.dice.choice(["folha ção.pdf", "a;b=c.pdf"] if self.plan.nasty else ["a.pdf", "b.png"])
        )

    def integer(self, view, depth):
        low, high = (-(2**31), 2**31 - 1) if view.limits.get("format") == "int32" else (-(2**63), 2**63 - 1)
        low = int(view.limits.get("minimum", low)) + bool(view.limits.get("exclusiveMinimum"))
        high = int(view.limits.get("maximum", high)) - bool(view.limits.get("exclusiveMaximum"))
        step = int(view.limits.get("multipleOf", 1))
        if self.plan.nasty:
            found = self.dice.choice([low, high])
        else:
            found = self.dice.randint(max(low, min(-20, high)), min(high, max(500, low)))
        return found - found % step if found - found % step >= low else found - found % step + step

    def number(self, view, depth):
        low, high = view.limits.get("minimum"), view.limits.get("maximum")
        choices = ["0.1", "1.50", "-3.25", "100.00", "7", "0.999", "0", "1", "2.5"]
        if self.plan.nasty and self.place == "json":
            choices = ["1e3", "1234567890.123456789", "-0.0", "0.10000", "2.5E-1", "9007199254740993", "100.00", "1.0"]
        choices = list(map(number, choices))
        good = [choice for choice in choices if self.fits(view, choice, low, high)]
        return self.dice.choice(good or choices)

    @staticmethod
    def fits(view, choice, low, high):
        step = view.limits.get("multipleOf")
        return (
            (low is None or choice > low or (choice == low and not view.limits.get("exclusiveMinimum")))
            and (high is None or choice < high or (choice == high and not view.limits.get("exclusiveMaximum")))
            and (step is None or choice % step == 0)
        )

    def boolean_(self, view, depth):
        return self.dice.random() < 0.5

    def anything(self, view, depth):
        return exact.loads(self.dice.choice(ANYTHING))


ANYTHING = [
    '{"a":[1,"x",{"b":null}],"c d":1.50}',
    '"texto"',
    "12",
    "true",
    '[{"n":1e3},[],{}]',
    '{"z":1,"a":2,"m":{"\\u00e7":"\\ud83d\\ude00"}}',
]


def number(text):
    return exact.loads(text)


def values_for(discriminator, reference):
    """What the discriminating member says of the schema that `reference` leads to."""
    name = (reference or "").rsplit("/", 1)[-1]
    mapped = [value for value, target in discriminator.get("mapping", {}).items() if target in (reference, name)]
    return mapped or [name]


def for_validation(node):
    """A copy for the validator. `nullable` beside a composition means "or null", as all who write it mean it; and the
    choice that a discriminator makes is left to `Maker`: the validator takes no bare name in a mapping. What stands
    beside a reference is ignored."""
    if isinstance(node, list):
        return [for_validation(item) for item in node]
    if not isinstance(node, dict):
        return node
    if isinstance(node.get("$ref"), str):
        return {"$ref": node["$ref"]}
    made = {name: for_validation(value) for name, value in node.items()}
    if isinstance(made.get("discriminator"), dict) and "propertyName" in made["discriminator"]:
        del made["discriminator"]
    if made.get("nullable") is True and any(word in made for word in ("allOf", "oneOf", "anyOf")):
        made = {"anyOf": [{"enum": [None], "nullable": True}, made]}
    return made


def without_files(value):
    if isinstance(value, File):
        return "file"
    if isinstance(value, dict):
        return {name: without_files(member) for name, member in value.items()}
    if isinstance(value, list):
        return [without_files(item) for item in value]
    return value


def signed(claims, dice):
    """A compact JWS of made-up parts: no client verifies it."""
    parts = [b'{"alg":"PS256","typ":"JWT"}', exact.dumps(claims).encode(), dice.randbytes(32)]
    return ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts)


def media_value(maker, media_type, content, plan, dice):
    """A value for a body of a media type: JSON, a text, or a `File`."""
    kind = document.kind(media_type)
    schema = content.get("schema", {})
    if kind == "json":
        return maker.make(schema, plan, dice)
    if kind in ("form", "multipart"):
        return maker.make(schema, plan, dice, place=kind)
    if kind == "jwt":
        claims = maker.make(schema, plan, dice)
        return signed(claims if isinstance(claims, dict) else {"iss": "x"}, dice)
    if kind == "xml":
        return '<?xml version="1.0" encoding="UTF-8"?>\n<nota numero="1"><a>ção &amp; 😀</a></nota>'
    if kind == "text":
        return maker.make(schema, plan, dice, place="text")
    return maker.make({"type": "string", "format": "binary"}, plan, dice, place="binary")


def wire(value):
    """A value as the driver is told it."""
    if isinstance(value, File):
        return {"base64": base64.b64encode(value.content).decode(), "filename": value.name}
    if isinstance(value, dict):
        return {name: wire(member) for name, member in value.items()}
    if isinstance(value, list):
        return [wire(item) for item in value]
    return value
