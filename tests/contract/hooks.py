"""Loaded into schemathesis: the way to the sandbox, and the failures that are none, each with its reason."""

import operator
import os
import re
import socket
from datetime import datetime, timezone
from email.utils import format_datetime
from urllib.parse import parse_qs, urlsplit

import schemathesis
from hypothesis import strategies
from schemathesis.openapi.checks import MissingHeaderNotRejected, RejectedPositiveData

# The pattern of the `links` takes neither loopback addresses nor ports, so the sandbox goes by a name, which is in its
# certificate. Here is where that name leads to, so that no hosts file has to know it.
PORT = int(os.environ["SANDBOX_PORT"])
getaddrinfo = socket.getaddrinfo


def to_the_sandbox(host, port, *args, **kwargs):
    if host == "sandbox.test":
        host, port = "127.0.0.1", PORT
    return getaddrinfo(host, port, *args, **kwargs)


socket.getaddrinfo = to_the_sandbox


# By itself the tool fills no header whose pattern has a blank in it, and sends what breaks the pattern as a valid value.
DATES = strategies.datetimes(datetime(2000, 1, 1), datetime(2099, 12, 31), timezones=strategies.just(timezone.utc))
schemathesis.openapi.format("imf-fixdate", DATES.map(lambda date: format_datetime(date, usegmt=True)))


@schemathesis.hook
def before_load_schema(context, raw_schema):
    parameters = raw_schema["components"].get("parameters", {})
    if "xFapiAuthDate" in parameters:
        parameters["xFapiAuthDate"]["schema"]["format"] = "imf-fixdate"


@schemathesis.hook("map_body").apply_to(operation_id="gerarToken")
def real_credentials(context, body):
    """A form without a user gets the real one: no document could, and each token kills the one before it."""
    if isinstance(body, dict) and body.get("grant_type") == "password" and "username" not in body:
        body |= {"username": os.environ["BS2_USERNAME"], "password": os.environ["BS2_PASSWORD"]}
    return body


# What breaks a check and is lawful all the same: the rule, whose rule it is, and how request and answer show that it is
# about this rule. Any other failure is one.


def check_digits(case, response):
    """BS2: a company without a CNPJ, or a CNPJ or CPF with wrong check digits, is refused; no schema can say so"""
    company = case.body.get("empresa", {})
    people = [*company.get("socios", []), company.get("representanteLegal", {})]
    cpfs = [person["cpf"] for person in people if "cpf" in person]
    wrong = not is_right(company.get("cnpj", ""), CNPJ) or not all(is_right(cpf, CPF) for cpf in cpfs)
    return response.status_code == 400 and wrong


# Letters and digits up to the check digits, of which each has its weights. The value of a character is its code less 48.
CNPJ = "[0-9A-Z]{12}[0-9]{2}", [(5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2), (6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2)]
CPF = "[0-9]{11}", [tuple(range(10, 1, -1)), tuple(range(11, 1, -1))]


def is_right(number, kind):
    form, weights = kind
    if not re.fullmatch(form, number):
        return False
    values = [ord(character) - 48 for character in number]
    for each in weights:
        rest = sum(map(operator.mul, each, values)) % 11
        if values[len(each)] != (0 if rest < 2 else 11 - rest):
            return False
    return True


def empty_file(case, response):
    """BS2: a document of no bytes is refused; no schema can say so"""
    empty = rb'name="arquivo"[^\r\n]*\r\n(Content-Type: [^\r\n]*\r\n)?\r\n\r\n--'
    return response.status_code == 400 and re.search(empty, response.request.body or b"")


def control_characters(case, response):
    """BS2: a form with control characters in the name of a part is none; the name is part of a header"""
    named = rb'Content-Disposition: [^\r\n]*[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]'
    return response.status_code == 400 and re.search(named, response.request.body or b"")


def past_the_end(case, response):
    """Open Finance: a page past the last one is 422, and any number from 1 is valid"""
    codes = [error["code"] for error in response.json()["errors"]] if response.status_code == 422 else []
    return codes == ["PAGE_NOT_FOUND"]


def names(case, response):
    """base39: `fields` and `expand` hold names, and `fields` does not mix both kinds; the schema has any text"""
    fields = names_of(response, "fields")
    plain = [name for name in fields if not name.startswith("-")]
    others = [name[1:] for name in fields if name.startswith("-")]
    odd = [name for name in plain + others + names_of(response, "expand") if not re.fullmatch(r"[\w.]+", name, re.A)]
    return response.status_code == 400 and (odd or (plain and others))


def names_of(response, parameter):
    query = parse_qs(urlsplit(response.request.url).query)
    return [name.strip() for value in query.get(parameter, []) for name in value.split(",") if name.strip()]


def without_token(case, response):
    """base39: the document answers 403, and not 401, to a call without a token"""
    return response.status_code == 403


RULES = {
    ("cadastrarClienteParceiro", RejectedPositiveData): [check_digits],
    ("cadastrarEmBackground", RejectedPositiveData): [check_digits],
    ("uploadArquivoParceiro", RejectedPositiveData): [empty_file, control_characters],
    ("customersGetPersonalIdentifications", RejectedPositiveData): [past_the_end],
    ("customersGetBusinessIdentifications", RejectedPositiveData): [past_the_end],
    ("attachFile", RejectedPositiveData): [names],
    ("attachFile", MissingHeaderNotRejected): [without_token],
}


@schemathesis.hook
def filter_failure(context, failure, case, response):
    operation = case.operation.definition.raw["operationId"]
    for rule in RULES.get((operation, type(failure)), []):
        if rule(case, response):
            with open(os.environ["SET_ASIDE"], "a") as notes:
                notes.write(f"{rule.__doc__}\n")
            return False
    return True
