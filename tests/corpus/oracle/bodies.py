"""How bodies must arrive: JSON, forms, multipart, signed texts, bytes, by the Media Type and Encoding Objects."""

import re
from urllib.parse import unquote

import document
import exact
import parameters
from values import File


def problems(operation, given, request):
    """What is wrong with the body, as (expected, arrived) pairs. `given`: media type and value, or `None`."""
    types = request.values("content-type")
    if given is None:
        if request.body or types:
            yield "no body and no Content-Type", f"Content-Type {types}, {shown(request.body)}"
        return
    media_type, value = given
    if len(types) != 1 or not is_of(types[0], media_type):
        yield f"Content-Type {media_type}", f"Content-Type {types}"
        return
    content = operation.body["content"][media_type]
    kind = document.kind(media_type)
    if kind == "json":
        found = json_problem(value, request.body)
    elif kind == "form":
        yield from form_problems(operation.document, content, value, request.body)
        return
    elif kind == "multipart":
        yield from multipart_problems(operation.document, content, value, types[0], request.body)
        return
    else:
        wanted = value.content if isinstance(value, File) else value.encode()
        found = None if request.body == wanted else (shown(wanted), shown(request.body))
    if found:
        yield found


def shown(raw):
    return f"{len(raw)} bytes {raw[:300]!r}"


def is_of(arrived, documented):
    """The same type, and parameters that do not contradict."""
    if document.essence(arrived) != document.essence(documented):
        return False
    one, other = (dict(part.strip().lower().replace('"', "").partition("=")[::2] for part in text.split(";")[1:])
                  for text in (arrived, documented))  # fmt: skip
    return (
        all(one.get(name, value) == value for name, value in other.items()) and one.get("charset", "utf-8") == "utf-8"
    )


def json_problem(value, raw):
    try:
        arrived = exact.loads(raw.decode("utf-8"))
    except ValueError as error:
        return f"JSON {exact.dumps(value)}", f"{shown(raw)}: {error}"
    return None if exact.same(arrived, value) else (f"JSON {exact.dumps(value)}", f"JSON {exact.dumps(arrived)}")


# ---- forms ----------------------------------------------------------------------------------------------------------


def form_problems(source, content, value, raw):
    """A form is written like a query; `encoding` says how each member is."""
    encoding = content.get("encoding", {})
    schema = source.resolved(content["schema"])
    as_parameters, given = [], {}
    for name, member in value.items():
        if member is None:
            continue
        rule = encoding.get(name, {})
        parameter = {"in": "query", "name": name, **{key: rule[key] for key in ("style", "explode") if key in rule}}
        by_style = "style" in rule or "explode" in rule
        if document.kind(rule.get("contentType", "text/plain")) == "json" and not by_style:
            parameter["content"] = {rule["contentType"]: {}}
        parameter["schema"] = schema.get("properties", {}).get(name, {})
        as_parameters.append(parameter)
        given[name] = member
    operation = document.Operation(source, "", "", {}, as_parameters, None)
    if re.search(rb"[^\x21-\x7e]", raw):
        yield "a form in ASCII", shown(raw)
        return
    for expected, arrived in parameters.query_problems(operation, given, raw.decode(), []):
        yield expected.replace("query", "form"), arrived.replace("query", "form")


# ---- multipart ------------------------------------------------------------------------------------------------------


class Part:
    """One part: what its headers say, and its bytes."""

    def __init__(self, raw):
        head, _, self.content = raw.partition(b"\r\n\r\n")
        self.headers = {}
        for line in head.decode("utf-8").split("\r\n"):
            name, _, value = line.partition(":")
            self.headers[name.strip().lower()] = value.strip()
        self.type = self.headers.get("content-type")
        self.disposition = self.headers.get("content-disposition", "")
        self.name = self.said("name")
        self.file = self.said("filename")

    def said(self, word):
        quoted = re.search(rf'[; ]{word}="((?:[^"\\]|\\.)*)"', self.disposition)
        extended = re.search(rf"[; ]{word}\*=UTF-8''([^;]*)", self.disposition, re.IGNORECASE)
        token = re.search(rf"[; ]{word}=([^\";]+)", self.disposition)
        if extended:
            return unquote(extended[1])
        if quoted:
            # RFC 2231 has backslashes, HTML has percents for the three signs that matter.
            return re.sub(r"%(22|0D|0A)", lambda match: unquote(match[0]), re.sub(r"\\(.)", r"\1", quoted[1]))
        return token[1] if token else None


def parts_of(content_type, raw):
    boundary = re.search(r'boundary="?([^";]+)"?', content_type)
    if not boundary or not re.fullmatch(r"[0-9A-Za-z'()+_,\-./:=? ]{0,69}[0-9A-Za-z'()+_,\-./:=?]", boundary[1]):
        raise ValueError("no lawful boundary")
    mark = b"--" + boundary[1].encode()
    pieces = (b"\r\n" + raw).split(b"\r\n" + mark)
    if pieces[0] not in (b"", b"\r\n") or pieces[-1] not in (b"--", b"--\r\n"):
        raise ValueError("the boundary does not open and close the body")
    for piece in pieces[1:-1]:
        if not piece.startswith(b"\r\n"):
            raise ValueError("something stands behind a boundary")
        yield Part(piece[2:])


def multipart_problems(source, content, value, content_type, raw):
    try:
        arrived = list(parts_of(content_type, raw))
    except ValueError as error:
        yield "a well-formed multipart body", f"{error}: {content_type}, {shown(raw)}"
        return
    encoding = content.get("encoding", {})
    by_name = {}
    for part in arrived:
        by_name.setdefault(part.name, []).append(part)
    for name, member in value.items():
        parts = by_name.pop(name, [])
        if member is None:
            continue
        types = [given.strip() for given in encoding.get(name, {}).get("contentType", "").split(",") if given.strip()]
        items = member if isinstance(member, list) else [member]
        whole = len(parts) == 1 and isinstance(member, list) and is_json(parts[0])
        if whole and not any(isinstance(item, (str, File)) for item in items) and "[" in parts[0].content.decode()[:1]:
            # A list of objects may be one part of JSON: the specification names the type, not how many parts.
            items = [member]
        if len(items) != len(parts):
            yield f"{len(items)} parts {name}", f"{len(parts)} of {[part.name for part in arrived]}"
            continue
        for item, part in zip(items, parts):
            problem = part_problem(item, part, types)
            if problem:
                yield f"part {name}: {problem}", f"{part.headers}, {shown(part.content)}"
    for name in by_name:
        yield f"no part {name}", f"parts {[part.name for part in arrived]}"


def is_json(part):
    return document.kind(part.type or "text/plain") == "json"


def part_problem(value, part, types):
    """What the part should have been, or `None`. Without `encoding` the type follows from the value."""
    if not part.disposition.startswith("form-data"):
        return "Content-Disposition: form-data"
    if types and not (part.type and any(is_of(part.type, wanted) for wanted in types)):
        return f"Content-Type {' or '.join(types)}"
    if isinstance(value, File):
        if part.file != value.name:
            return f"a file {value.name!r}"
        if part.type is None:
            return "a Content-Type"
        return None if part.content == value.content else shown(value.content)
    if part.file is not None:
        return "no file name"
    if isinstance(value, (dict, list)):
        if not is_json(part):
            return "Content-Type application/json"
        return "JSON" if json_problem(value, part.content) else None
    if not types and document.essence(part.type or "text/plain") != "text/plain":
        return "Content-Type text/plain"
    if types and document.kind(types[0]) == "json":
        return "JSON" if json_problem(value, part.content) else None
    wanted = parameters.text(value).encode()
    return None if part.content == wanted else shown(wanted)
