"""Compares the conformance reports with what another checker finds: Python's jsonschema, against the official document.

    compare.py PROGRAM DOCUMENT [--mutations N] [--seed S] [--made-up FOLDER] FOLDER...

PROGRAM is the built example `conformance`, DOCUMENT the official OpenAPI file, each FOLDER has answers. The document is
turned into draft 4 here, by code that shares nothing with the generator. Of each file the violations must be the same on
both sides, as (JSON pointer, keyword), each as often. After the files as they are come N broken ones, made from them at
random (the same for the same seed), and from those of `--made-up`.

Agreed on beforehand: of the formats only `date` and `date-time` count, by the checks below; patterns are those of
ECMA-262 (ASCII `\\d` and `\\w`, `$` is the very end). The rules that the reports have beyond the schema are counted only.

Exit status: 0 no difference, 1 differences, each printed, 2 something cannot be read.
"""

import argparse
import copy
import json
import random
import re
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

import yaml
from jsonschema import Draft4Validator, FormatChecker, ValidationError, validators

# ---- the document -------------------------------------------------------------------------------------------------


class Yaml12(yaml.SafeLoader):
    """YAML by the core schema of 1.2: `NO` is a text, and so is a date."""


Yaml12.yaml_implicit_resolvers = {}
for tag, pattern, first in [
    ("bool", r"^(?:true|True|TRUE|false|False|FALSE)$", "tTfF"),
    ("null", r"^(?:~|null|Null|NULL|)$", ["~", "n", "N", ""]),
    ("int", r"^[-+]?[0-9]+$", "-+0123456789"),
    ("float", r"^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$", "-+.0123456789"),
]:
    Yaml12.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(pattern), list(first))


def draft4(node):
    """A schema of OpenAPI 3.0, or anything with schemas in it, as draft 4: `nullable` becomes a type."""
    if isinstance(node, list):
        return [draft4(item) for item in node]
    if not isinstance(node, dict):
        return node
    made = {name: draft4(value) for name, value in node.items()}
    if made.get("nullable") is True and isinstance(made.get("type"), str):
        made["type"] = [made["type"], "null"]
        if "enum" in made and None not in made["enum"]:
            made["enum"] = [*made["enum"], None]
    return made


def resolved(document, node):
    while "$ref" in node:
        found = document
        for step in node["$ref"].removeprefix("#/").split("/"):
            found = found[step.replace("~1", "/").replace("~0", "~")]
        node = found
    return node


def answers(document):
    """The validator of the successful answer of each operation."""
    formats = FormatChecker(formats=())
    formats.checks("date")(is_date)
    formats.checks("date-time")(is_date_time)
    checker = validators.extend(Draft4Validator, {"pattern": by_ecma_pattern})
    components = draft4({"schemas": document["components"]["schemas"]})
    found = {}
    for item in document["paths"].values():
        for operation in item.values():
            if not isinstance(operation, dict) or "operationId" not in operation:
                continue
            answer = resolved(document, operation["responses"]["200"])
            schema = draft4(answer["content"]["application/json"]["schema"])
            whole = {"components": components, "allOf": [schema]}
            found[operation["operationId"]] = checker(whole, format_checker=formats)
    return found


# ---- keywords that Python reads otherwise ---------------------------------------------------------------------------

# What `\s` is in ECMA-262, section 22.2.2.9.
SPACES = r"\t\n\x0b\x0c\r \xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
COMPILED = {}


def ecma(pattern):
    """The same pattern for Python."""
    made, at, is_class = [], 0, False
    while at < len(pattern):
        token = pattern[at : at + 2] if pattern[at] == "\\" else pattern[at]
        at += len(token)
        if is_class:
            is_class = token != "]"
            # Only beside its opposite, which makes any character, does it stand in a class.
            if token == r"\S" and r"\s" not in pattern:
                raise ValueError(f"how is {pattern} read?")
            made.append(SPACES if token == r"\s" else token)
        elif token == "[":
            is_class = True
            made.append(token)
        else:
            special = {"$": r"\Z", r"\s": f"[{SPACES}]", r"\S": f"[^{SPACES}]", ".": r"[^\n\r\u2028\u2029]"}
            made.append(special.get(token, token))
    return re.compile("".join(made), re.ASCII)


def by_ecma_pattern(_, pattern, instance, __):
    if isinstance(instance, str):
        if pattern not in COMPILED:
            COMPILED[pattern] = ecma(pattern)
        if not COMPILED[pattern].search(instance):
            yield ValidationError("pattern")


def is_date(instance):
    if not isinstance(instance, str):
        return True
    found = re.fullmatch(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", instance)
    if not found:
        return False
    year, month, day = map(int, found.groups())
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    days = [31, 29 if leap else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    return 1 <= month <= 12 and 1 <= day <= days[month - 1]


def is_date_time(instance):
    if not isinstance(instance, str):
        return True
    time = r"[Tt]([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.[0-9]+)?(?:[Zz]|([-+])([0-9]{2}):([0-9]{2}))"
    found = re.fullmatch(rf"(.{{10}}){time}", instance)
    if not found or not is_date(found[1]):
        return False
    hour, minute, second = int(found[2]), int(found[3]), int(found[4])
    ahead, hours, minutes = 0, int(found[6] or 0), int(found[7] or 0)
    if found[5]:
        ahead = (hours * 60 + minutes) * (1 if found[5] == "+" else -1)
    is_last_of_day = (hour * 60 + minute - ahead) % 1440 == 1439
    return hour < 24 and minute < 60 and hours < 24 and minutes < 60 and second < (61 if is_last_of_day else 60)


# ---- both sides -----------------------------------------------------------------------------------------------------


def theirs(validator, instance):
    def pointer(error):
        steps = (str(step).replace("~", "~0").replace("/", "~1") for step in error.absolute_path)
        return "".join(f"/{step}" for step in steps)

    return Counter((pointer(error), error.validator) for error in validator.iter_errors(instance))


def ours(line):
    """Violations of the schema, and how many there are beyond it."""
    found = Counter((violation["pointer"], violation["rule"]) for violation in line["violations"])
    of_schema = Counter({pair: count for pair, count in found.items() if pair[1] in Draft4Validator.VALIDATORS})
    return of_schema, (found - of_schema).total()


def no_constant(name):
    raise ValueError(f"{name} is no JSON")


def parsed(text):
    try:
        return json.loads(text.decode("utf-8-sig"), parse_constant=no_constant), True
    except (ValueError, RecursionError):
        return None, False


def compare(program, checks, folders):
    """The counts, and each difference as a line."""
    run = subprocess.run([program, "--format", "json", *folders], stdout=subprocess.PIPE, check=False)
    if run.returncode != 0:
        sys.exit(2)
    counts, differences, parsable = Counter(), [], []
    for line in map(json.loads, run.stdout.decode().splitlines()):
        path, operation = Path(line["file"]), line["operation"]
        instance, is_json = parsed(path.read_bytes())
        counts["files"] += 1
        if not is_json:
            counts["not JSON"] += 1
            if line["violations"] or not line["error"]:
                differences.append(f"{path}: not JSON, and the report says nothing of it")
            continue
        parsable.append((operation, instance))
        here, there = ours(line), theirs(checks[operation], instance)
        counts["violations here"] += here[0].total()
        counts["violations there"] += there.total()
        counts["beyond the schema"] += here[1]
        for (pointer, keyword), count in sorted((here[0] - there).items()):
            differences.append(f"{path}: {pointer} {keyword}: {count} more here")
        for (pointer, keyword), count in sorted((there - here[0]).items()):
            differences.append(f"{path}: {pointer} {keyword}: {count} more there")
    return counts, differences, parsable


# ---- broken answers -------------------------------------------------------------------------------------------------

ODD = [
    None, True, False, 0, -1, 1.0, 1e2, 12.5, 10**30, 99999, [], {}, [1], {"a": 1}, "", " ", "NA", "0", "55", "OUTRO",
    "OUTROS", "1" * 7, "1" * 8, "1" * 11, "1" * 14, "x" * 40, "x" * 41, "x" * 300, "\n", "11\n", "1111111\n", "٣" * 8,
    "ção", "é" * 70, "😀" * 71, "\u00a0x", "\ufeffx", "\u0085x", "x\u2028", "12ABC34501DE35", "0.350000", "0.35", "1.00",
    "-1.00", "+1.00", "1.00000", "BRL", "brl", "BRL\n", "2024-02-29", "2023-02-29", "2023-2-9", "2023-06-15\n",
    "2024-02-30T00:00:00Z", "2024-02-28T00:00:00Z", "2024-2-8T00:00:00Z", "2024-02-28T00:00:00", "2016-12-31T23:59:60Z",
    "2024-02-28T00:00:00-03:00", "2024-02-28T24:00:00Z", "0000-01-01", "https://a.br", "http://a.br", "https://a.br/é",
]  # fmt: skip


def places(node, found):
    """Every (container, key) of an answer."""
    keys = node.keys() if isinstance(node, dict) else range(len(node)) if isinstance(node, list) else ()
    for key in keys:
        found.append((node, key))
        places(node[key], found)
    return found


def broken(dice, instance):
    made = copy.deepcopy(instance)
    for _ in range(dice.choice([1, 1, 2, 4])):
        found = places(made, [])
        if not found:
            break
        owner, key = dice.choice(found)
        deed = dice.randrange(6)
        if deed == 0:
            del owner[key]
        elif deed == 1 and isinstance(owner, list):
            owner.extend(copy.deepcopy(owner[key]) for _ in range(dice.choice([1, 30])))
        elif deed == 2 and isinstance(owner, dict):
            owner[dice.choice(["a/b", "~", "x", "cpfNumber"])] = copy.deepcopy(dice.choice(ODD))
        elif deed == 3 and isinstance(owner[key], str):
            owner[key] += dice.choice(["\n", " ", "1", "é", "x" * 100])
        else:
            owner[key] = copy.deepcopy(dice.choice(ODD))
    return made


def write_broken(folder, parsable, count, seed):
    dice = random.Random(seed)
    kinds = {}
    for operation, instance in parsable:
        kinds.setdefault(operation, []).append(instance)
    for number in range(count):
        operation = sorted(kinds)[number % len(kinds)]
        made = broken(dice, dice.choice(kinds[operation]))
        # customersGetPersonalIdentifications: the program knows it by `personal-identifications`.
        words = re.sub(r"(?<=[a-z])(?=[A-Z])", "-", operation.removeprefix("customersGet")).lower()
        text = json.dumps(made, ensure_ascii=dice.random() < 0.5)
        (folder / f"{number:06}-{words}.json").write_text(text, encoding="utf-8")


def say(what, counts, differences):
    print(
        f"{what}: {counts['files']} files, {counts['not JSON']} not JSON; violations of the schema:"
        f" {counts['violations here']} here, {counts['violations there']} there, {len(differences)} differences;"
        f" {counts['beyond the schema']} violations of rules beyond it"
    )
    for difference in differences:
        print(f"  {difference}")


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("program")
    arguments.add_argument("document", type=Path)
    arguments.add_argument("folders", nargs="+")
    arguments.add_argument("--mutations", type=int, default=0)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--made-up", action="append", default=[])
    asked = arguments.parse_args()

    document = yaml.load(asked.document.read_text(encoding="utf-8-sig"), Yaml12)
    checks = answers(document)
    counts, differences, parsable = compare(asked.program, checks, asked.folders)
    say("as they are", counts, differences)
    if asked.made_up:
        made_up, more, parsable_too = compare(asked.program, checks, asked.made_up)
        say("made up", made_up, more)
        differences += more
        parsable += parsable_too
    if asked.mutations:
        with tempfile.TemporaryDirectory() as folder:
            write_broken(Path(folder), parsable, asked.mutations, asked.seed)
            mutated, more, _ = compare(asked.program, checks, [folder])
            say(f"broken at random, seed {asked.seed}", mutated, more)
            differences += more
    sys.exit(1 if differences else 0)


if __name__ == "__main__":
    main()
