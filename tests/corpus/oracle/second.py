"""The opinion of others: openapi-core reads a request back, and what it finds must be what was put in.

What it finds nothing for is counted, not held against the client: version 0.23 knows no path that is not ASCII, reads
no exploded objects in queries, no spaces as delimiters, no signed or XML bodies, and takes empty texts for missing
ones."""

import base64
import datetime
import uuid
import warnings
from urllib.parse import parse_qsl, unquote

from openapi_core import OpenAPI
from openapi_core.datatypes import RequestParameters
from openapi_core.templating.paths.exceptions import PathError
from openapi_core.templating.paths.finders import APICallPathFinder
from werkzeug.datastructures import Headers, ImmutableMultiDict

import cases
import document
import exact
import server
from values import File


class Read:
    """A request as openapi-core wants it."""

    def __init__(self, request, url):
        self.path, _, query = request.target.partition("?")
        self.host_url = url.removesuffix(server.BASE)
        self.method = request.method.lower()
        self.content_type = request.value("content-type") or ""
        self.body = request.body or None
        cookies = [pair.partition("=")[::2] for line in request.values("cookie") for pair in line.split("; ")]
        self.parameters = RequestParameters(
            query=ImmutableMultiDict(parse_qsl(query, keep_blank_values=True)),
            header=Headers(request.headers),
            cookie=ImmutableMultiDict([(name, unquote(value)) for name, value in cookies]),
        )


class SecondOpinion:
    """openapi-core for one document. It is asked about parameters and bodies only, on one server."""

    def __init__(self, source, url):
        root = source.plain()
        root["servers"] = [{"url": url}]
        root.pop("security", None)
        for path, item in root["paths"].items():
            for node in [item, *(item.get(method, {}) for method in document.METHODS)] if path[0] == "/" else ():
                node.pop("servers", None)
                node.pop("security", None)
        self.api = OpenAPI.from_dict(root)
        self.url = url

    def problems(self, case, request, counts):
        """What it reads otherwise than it was put in, as (expected, arrived) pairs."""
        asked = Read(request, self.url)
        try:
            where = APICallPathFinder(self.api.spec).find(asked.method, asked.host_url + asked.path)
        except PathError:
            # It knows no path that is not ASCII.
            counts["not read back"] += 1
            return
        # It takes the parts of a path as they are, in percents.
        arrived = {name: unquote(value) for name, value in where.path_result.variables.items()}
        asked.parameters.path = arrived | as_rfc6570(case.operation, arrived)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            found = self.api.unmarshal_request(asked)
        for parameter in case.operation.parameters:
            place, name = parameter["in"], parameter["name"]
            if name not in case.parameters[place]:
                continue
            given = case.parameters[place][name]
            read = getattr(found.parameters, place)
            if name not in read or may_be_misread(case.operation, parameter, given):
                counts["not read back"] += 1
                continue
            counts["read back"] += 1
            if not alike(given, read[name]):
                yield f"{place} {name}: {exact.dumps(given)} read back by openapi-core", repr(read[name])
        if case.body is not None:
            content = case.operation.body["content"][case.body[0]]
            yield from self.body_problems(content, *case.body, found.body, counts)

    @staticmethod
    def body_problems(content, media_type, given, read, counts):
        if read is None or document.kind(media_type) in ("jwt", "xml"):
            counts["not read back"] += 1
            return
        if document.kind(media_type) == "form":
            # Delimiters again: only what stands by itself is looked at.
            given = {name: value for name, value in given.items() if name not in content.get("encoding", {})}
        counts["bodies read back"] += 1
        if not alike(given, read):
            yield f"body {given!r} read back by openapi-core", repr(read)


def as_rfc6570(operation, arrived):
    """It looks for `label` and `matrix` values under the names that RFC 6570 would have in the template."""
    found = {}
    for parameter in operation.parameters:
        if parameter["in"] == "path" and "content" not in parameter:
            style, explode = cases.style_of(parameter)
            sign = {"label": ".", "matrix": ";"}.get(style)
            if sign and parameter["name"] in arrived:
                found[sign + parameter["name"] + ("*" if explode else "")] = arrived[parameter["name"]]
    return found


def may_be_misread(operation, parameter, given):
    """Known of openapi-core: it decodes before it looks for delimiters, and cannot tell two parameters in a segment."""
    if parameter["in"] == "path":
        segment = next(part for part in operation.path.split("/") if "{" + parameter["name"] + "}" in part)
        if segment.count("{") > 1:
            return True
    if "content" in parameter or not isinstance(given, (list, dict)):
        return False
    texts = [text for text in (given.values() if isinstance(given, dict) else given) if isinstance(text, str)]
    _, explode = cases.style_of(parameter)
    return any(sign in text for text in texts for sign in ",|=; ") and not (explode and parameter["in"] == "query")


def alike(given, read):
    """Whether a value came back. openapi-core gives dates, times and UUIDs as such, and all numbers by their value."""
    if isinstance(given, File):
        return read in (given.content, given.content.decode("latin-1"))
    if isinstance(given, dict) and isinstance(read, dict):
        # It fills in defaults, and an empty list is nothing in a form.
        return all(alike(value, read[name]) if name in read else value == [] for name, value in given.items())
    if isinstance(given, list) and isinstance(read, list):
        return len(given) == len(read) and all(map(alike, given, read))
    if isinstance(read, datetime.datetime):
        return given == read.strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(read, (datetime.date, uuid.UUID)):
        return given == str(read)
    if isinstance(given, str) and isinstance(read, (str, bytes)):
        # Of `format: byte` it gives what was encoded.
        raw = read.encode() if isinstance(read, str) else read
        return given.encode() == raw or base64.b64encode(raw).decode() == given
    if isinstance(read, bool) or isinstance(given, bool) or isinstance(given, str):
        return given is read if isinstance(given, bool) else given == read
    return given == read or (given is not None and read is not None and float(given) == float(read))
