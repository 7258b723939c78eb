"""What is sent for an operation: everything, only what is required, nasty texts, lists of each length, nulls, each
variant of each choice, each media type, each documented success; and more at random."""

import random
from dataclasses import dataclass

import document
import values
from values import Plan


@dataclass
class Answer:
    """What the server answers a case with."""

    status: int
    media_type: str | None
    value: object
    headers: list


@dataclass
class Case:
    """One call: the parameters that are given, by place and name; the body, as media type and value, or none."""

    operation: document.Operation
    label: str
    parameters: dict
    body: tuple | None
    answer: Answer


ALWAYS = [
    ("everything", Plan()),
    ("only what is required", Plan(optional="none")),
    ("nasty texts", Plan(nasty=True)),
    ("empty lists", Plan(length=0)),
    ("lists of three", Plan(length=3, additions=True)),
    ("nulls", Plan(nulls=True)),
    ("nasty texts again", Plan(nasty=True, length=1)),
]


def cases(operation, seed, count):
    """At least `count` cases, the same ones for the same seed; fewer where there is nothing to choose."""
    writer = values.Maker(operation.document, writing=True)
    reader = values.Maker(operation.document, writing=False)
    successes = list(success_answers(operation))
    media_types = list(operation.body["content"]) if operation.body else []
    planned = list(ALWAYS)
    done = 0
    while done < len(planned):
        label, plan = planned[done]
        dice = random.Random(f"{seed} {operation.document.name} {operation.name} {done}")
        media_type = media_types[done % len(media_types)] if media_types else None
        status, answer_type, node = successes[done % len(successes)]
        yield Case(
            operation,
            label,
            parameters(operation, writer, plan, dice),
            body(operation, writer, media_type, plan, dice),
            answer(reader, status, answer_type, node, plan, dice),
        )
        done += 1
        if done == len(ALWAYS):
            wanted = max(writer.widest, reader.widest) if max(writer.widest, reader.widest) > 1 else 0
            planned += [(f"variant {number + 1}", Plan(variant=number)) for number in range(wanted)]
            fixed = not operation.parameters and not operation.body
            enough = max(len(successes), len(media_types) * (2 if len(media_types) > 1 else 0))
            missing = max(enough, 0 if fixed else count) - len(planned)
            planned += [("at random", Plan(optional="some", nasty=number % 2 == 0, additions=True))
                        for number in range(missing)]  # fmt: skip


def parameters(operation, maker, plan, dice):
    given = {"path": {}, "query": {}, "header": {}, "cookie": {}}
    for parameter in operation.parameters:
        place, name = parameter["in"], parameter["name"]
        if not parameter.get("required") and (
            plan.optional == "none" or (plan.optional == "some" and dice.random() < 0.5)
        ):
            continue
        if "content" in parameter:
            (content,) = parameter["content"].values()
            given[place][name] = maker.make(content.get("schema", {}), plan, dice)
        else:
            given[place][name] = maker.make(parameter["schema"], plan, dice, place, within(parameter, operation))
    return given


def within(parameter, operation):
    """The signs that the delimiters of a list or object would be taken for; `None` for a value by itself."""
    schema = operation.document.resolved(parameter["schema"])
    if not {"items", "properties", "additionalProperties"} & schema.keys():
        return None
    style, explode = style_of(parameter)
    if parameter["in"] == "header":
        return ",= " if explode else ", "
    if style == "form" and explode:
        return None
    if style == "deepObject":
        return None
    return {"spaceDelimited": " ", "pipeDelimited": "|", "label": "."}.get(style, "")


def style_of(parameter):
    """Style and `explode` with their defaults by the specification."""
    style = parameter.get("style", {"path": "simple", "header": "simple"}.get(parameter["in"], "form"))
    return style, parameter.get("explode", style == "form")


def body(operation, maker, media_type, plan, dice):
    if media_type is None:
        return None
    if not operation.body.get("required") and (
        plan.optional == "none" or (plan.optional == "some" and dice.random() < 0.3)
    ):
        return None
    return media_type, values.media_value(maker, media_type, operation.body["content"][media_type], plan, dice)


def success_answers(operation):
    """Each success that is documented: status, media type, and what is said about the body."""
    answers = operation.answers
    found = False
    for status, node in answers.items():
        if status[0] != "2":
            continue
        found = True
        code = int(status) if status.isdigit() else next(code for code in (200, 206, 207) if str(code) not in answers)
        yield from by_media_type(code, node)
    if not found and "default" in answers:
        yield from by_media_type(200, answers["default"])
    elif not found:
        # No success is documented: what the client makes of one is its own affair.
        yield None, None, {}


def by_media_type(status, node):
    content = node.get("content") or {}
    if not content:
        yield status, None, node
    for media_type in content:
        yield status, media_type, node


def answer(maker, status, media_type, node, plan, dice):
    headers = []
    for name, header in node.get("headers", {}).items():
        header = maker.source.resolved(header)
        schema = maker.source.resolved(header.get("schema", {}))
        if schema.get("type") not in ("array", "object") and name.lower() not in ("content-type", "retry-after"):
            value = maker.make(schema, Plan(), dice, "header")
            headers.append((name, value if isinstance(value, str) else values.exact.dumps(value)))
    if status is None:
        return Answer(204, None, None, headers)
    if media_type is None:
        return Answer(status, None, None, headers)
    value = values.media_value(maker, media_type, node["content"][media_type], plan, dice)
    return Answer(status, media_type, value, headers)
