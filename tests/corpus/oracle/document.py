"""OpenAPI 3.0 documents, read by the specification and nothing else: references, operations, what each asks for."""

import json
import re
from dataclasses import dataclass
from urllib.parse import unquote

import yaml

import exact

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")

# Header parameters of these names are to be ignored (Parameter Object, `name`).
IGNORED_HEADERS = ("accept", "content-type", "authorization")

# Methods whose bodies are to be ignored, because HTTP gives them no meaning (Operation Object, `requestBody`).
WITHOUT_BODY = ("get", "head", "trace")


class Yaml12(yaml.SafeLoader):
    """YAML by the core schema of 1.2: `NO` is a text, and so is a date. Numbers keep their text."""


Yaml12.yaml_implicit_resolvers = {}
for tag, pattern, first in [
    ("bool", r"^(?:true|True|TRUE|false|False|FALSE)$", "tTfF"),
    ("null", r"^(?:~|null|Null|NULL|)$", ["~", "n", "N", ""]),
    ("int", r"^[-+]?[0-9]+$", "-+0123456789"),
    ("float", r"^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$", "-+.0123456789"),
]:
    Yaml12.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(pattern), list(first))
Yaml12.add_constructor("tag:yaml.org,2002:float", lambda loader, node: exact.Number(loader.construct_scalar(node)))
Yaml12.add_constructor("tag:yaml.org,2002:int", lambda loader, node: int(loader.construct_scalar(node)))


def parsed(raw):
    """The bytes of a file as data: JSON or YAML, with or without byte order mark."""
    text = raw.decode("utf-8-sig")
    try:
        return exact.loads(text)
    except ValueError:
        pass
    try:
        return yaml.load(text, Yaml12)
    except yaml.scanner.ScannerError:
        # PyYAML takes no tab where YAML 1.2 does; no text of the corpus depends on its tabs.
        return yaml.load(text.replace("\t", " "), Yaml12)


@dataclass
class Operation:
    """One method of one path, with its references followed."""

    document: "Document"
    method: str
    path: str
    node: dict
    parameters: list
    body: dict | None

    @property
    def name(self):
        return f"{self.method} {self.path}"

    @property
    def answers(self):
        """The answers by status code, class or `default`."""
        return {str(status): self.document.resolved(answer) for status, answer in self.node["responses"].items()
                if not str(status).startswith("x-")}  # fmt: skip

    @property
    def security(self):
        """The alternatives, each a list of security schemes that go together."""
        schemes = self.document.root.get("components", {}).get("securitySchemes", {})
        asked = self.node.get("security", self.document.root.get("security", []))
        return [[self.document.resolved(schemes[name]) for name in alternative] for alternative in asked]


class Document:
    """A document of the corpus; its name is that of its file, without the ending."""

    def __init__(self, path):
        self.path = path
        self.name = path.stem
        self.raw = path.read_bytes()
        self.root = parsed(self.raw)
        self.children = {}
        for name, schema in self.root.get("components", {}).get("schemas", {}).items():
            for part in schema.get("allOf", []):
                if "$ref" in part:
                    self.children.setdefault(part["$ref"], []).append(f"#/components/schemas/{name}")

    def plain(self):
        """The document as ordinary data, for tools of others."""
        return json.loads(exact.dumps(self.root))

    def at(self, reference):
        found = self.root
        for step in reference.removeprefix("#").split("/")[1:]:
            step = unquote(step).replace("~1", "/").replace("~0", "~")
            if isinstance(found, dict) and "$ref" in found:
                found = self.resolved(found)
            found = found[int(step)] if isinstance(found, list) else self.member(found, step)
        return found

    @staticmethod
    def member(node, step):
        return node[step] if step in node else node[int(step)]

    def resolved(self, node):
        """The node that a chain of references ends at. What stands beside `$ref` is ignored."""
        for _ in range(50):
            if not (isinstance(node, dict) and isinstance(node.get("$ref"), str)):
                return node
            node = self.at(node["$ref"])
        raise ValueError("a reference that leads to itself")

    def operations(self):
        for path, item in self.root["paths"].items():
            if path.startswith("x-"):
                continue
            item = self.resolved(item)
            for method in METHODS:
                if method in item:
                    yield self.operation(method, path, item)

    def operation(self, method, path, item):
        node = item[method]
        parameters = {}
        for parameter in [*item.get("parameters", []), *node.get("parameters", [])]:
            parameter = self.resolved(parameter)
            if parameter["in"] == "header" and parameter["name"].lower() in IGNORED_HEADERS:
                continue
            parameters[parameter["in"], parameter["name"]] = parameter
        body = self.resolved(node["requestBody"]) if "requestBody" in node else None
        if method in WITHOUT_BODY:
            body = None
        return Operation(self, method, path, node, list(parameters.values()), body)


def essence(media_type):
    """A media type without its parameters."""
    return media_type.split(";")[0].strip().lower()


def kind(media_type):
    """How a body of this media type is handled: as json, form, multipart, jwt, xml, text or binary."""
    name = essence(media_type)
    if name.endswith(("/json", "+json")):
        return "json"
    if name == "application/x-www-form-urlencoded":
        return "form"
    if name.startswith("multipart/"):
        return "multipart"
    if name in ("application/jwt", "application/jose") or name.endswith("+jwt"):
        return "jwt"
    if name.endswith(("/xml", "+xml")):
        return "xml"
    return "text" if name.startswith("text/") else "binary"
