"""A driver that needs no client: it sends what it is told, written by rules of its own. With `--break WHAT` it gets one
thing wrong, and the oracle must notice.

    fake.py DOCUMENTS [--break WHAT] BASE_URL
"""

import base64
import http.client
import json
import sys
from pathlib import Path
from urllib.parse import quote, urlsplit

import document
import exact

# What is got wrong, and a document that shows it.
BREAKS = {
    "method": ("every PUT is a POST", "body-json"),
    "path-encoding": ("slashes in path values stay", "path-simple"),
    "path-twice": ("path values are encoded twice", "path-templates"),
    "path-matrix": ("matrix values lose their names", "path-matrix"),
    "path-label": ("label values lose the point", "path-label"),
    "path-base": ("the path of the base URL is lost", "answer-empty"),
    "query-form": ("exploded lists are written with commas", "query-form"),
    "query-commas": ("lists with commas repeat their names", "query-form-not-exploded"),
    "query-comma-encoded": ("the commas between items are percents", "query-form-not-exploded"),
    "query-space": ("spaces between items are pluses", "query-space-delimited"),
    "query-pipe": ("bars between items are commas", "query-pipe-delimited"),
    "query-deep": ("members of deep objects follow a point", "deep-object-query"),
    "query-json": ("parameters of media type JSON are written as text", "query-content-json"),
    "query-reserved": ("reserved characters are percents in spite of allowReserved", "query-allow-reserved"),
    "query-latin": ("queries are Latin-1", "query-names"),
    "query-default": ("the default of a parameter is sent", "defaults"),
    "header-twice": ("headers are sent twice", "headers-fapi"),
    "header-list": ("lists in headers have semicolons", "header-simple"),
    "header-reserved": ("header parameters named Accept are sent", "headers-ignored"),
    "cookie-twice": ("each cookie has a header", "cookies"),
    "cookie-encoding": ("cookies are sent as they are", "cookies"),
    "content-type": ("every body is text/plain", "body-json-media-types"),
    "content-type-of-get": ("requests without a body have a Content-Type", "methods"),
    "accept": ("Accept is */*", "answer-text-and-binary"),
    "accept-none": ("there is no Accept", "answer-jwt"),
    "token": ("no proof is sent", "security-oauth2"),
    "token-always": ("the token is sent where none is asked for", "security-bearer"),
    "key-place": ("keys go into the Authorization header", "security-api-key"),
    "json-number": ("numbers go through floating point", "numbers"),
    "json-null": ("members that are null are left out", "nullable"),
    "json-empty-list": ("members that are empty lists are left out", "list-bounds"),
    "json-extra": ("objects get one more member", "recursive"),
    "json-default": ("defaults of members are filled in", "defaults"),
    "form-plus": ("blanks in forms are not encoded", "body-form"),
    "form-encoding": ("the encoding of form members is ignored", "body-form-encoding"),
    "multipart-name": ("files lose their names", "body-multipart-file"),
    "multipart-type": ("parts of objects are text/plain", "body-multipart-parts"),
    "multipart-boundary": ("the last boundary is missing", "body-multipart-parts"),
    "multipart-list": ("lists in multipart bodies are joined", "body-multipart-parts"),
    "bytes": ("bodies of bytes are read as text", "body-octet-stream"),
    "body-optional": ("a missing body becomes an empty one", "body-optional"),
    "body-of-another-media": ("the first media type is sent, whichever was asked for", "body-several-media-types"),
    "twice": ("every request is sent twice", "methods"),
}


class Fake:
    def __init__(self, url, folder, broken):
        self.url = urlsplit(url)
        self.broken = broken
        self.documents = {}
        for path in sorted(folder.iterdir()):
            if path.suffix in (".yaml", ".yml", ".json"):
                found = document.Document(path)
                operations = {(one.method, one.path): one for one in found.operations()}
                self.documents[found.name] = operations
        self.connection = http.client.HTTPConnection(self.url.hostname, self.url.port)

    def answer(self, line):
        operation = self.documents[line["document"]][line["operation"]["method"], line["operation"]["path"]]
        parameters = {place: dict(given) for place, given in line["parameters"].items()}
        path, query, headers, cookies = operation.path, [], [], []
        for parameter in operation.parameters:
            name, place = parameter["name"], parameter["in"]
            if name not in parameters.get(place, {}):
                default = parameter.get("schema", {}).get("default")
                if self.broken != "query-default" or place != "query" or default is None:
                    continue
                parameters[place][name] = default
            value = parameters[place][name]
            if place == "path":
                path = path.replace("{" + name + "}", self.in_path(parameter, value))
            elif place == "query":
                query.extend(self.in_query(parameter, value))
            elif place == "header":
                headers.extend(self.in_header(parameter, value))
            else:
                cookies.append(f"{name}={self.in_cookie(parameter, value)}")
        self.prove(operation, headers, query, cookies)
        self.accept(operation, headers)
        content, body = self.body(operation, line.get("body"))
        if content:
            headers.append(("Content-Type", content))
        if cookies:
            headers += [("Cookie", one) for one in cookies] if self.broken == "cookie-twice" else [
                ("Cookie", "; ".join(cookies))
            ]  # fmt: skip
        base = "" if self.broken == "path-base" else self.url.path
        target = quote(base + path, safe="/:@!$&'()*+,;=%-._~") + ("?" + "&".join(query) if query else "")
        status = self.send(operation.method.upper(), target, headers, body)
        if self.broken == "twice":
            self.send(operation.method.upper(), target, headers, body)
        return {"delivered": True, "status": status}

    def send(self, method, target, headers, body):
        if self.broken == "method" and method == "PUT":
            method = "POST"
        self.connection.putrequest(method, target, skip_accept_encoding=True)
        for name, value in headers:
            self.connection.putheader(name, value)
        if body is not None or method in ("POST", "PUT", "PATCH"):
            self.connection.putheader("Content-Length", str(len(body or b"")))
        self.connection.endheaders(body)
        answer = self.connection.getresponse()
        answer.read()
        return answer.status

    # ---- parameters -------------------------------------------------------------------------------------------------

    def percent(self, value):
        text = value if isinstance(value, str) else exact.dumps(value)
        return quote(text, safe="/" if self.broken == "path-encoding" else "", encoding="utf-8")

    def rules(self, parameter):
        defaults = {"query": "form", "cookie": "form", "path": "simple", "header": "simple"}
        style = parameter.get("style") or defaults[parameter["in"]]
        return style, parameter["explode"] if "explode" in parameter else style == "form"

    def in_path(self, parameter, value):
        if "content" in parameter:
            return self.percent(exact.dumps(value))
        style, explode = self.rules(parameter)
        name = self.percent(parameter["name"])
        if self.broken == "path-twice":
            value = quote(value, safe="") if isinstance(value, str) else value
        lead, between = {"simple": ("", ","), "label": (".", "."), "matrix": (";", ";")}[style]
        if self.broken == "path-label" and style == "label":
            lead = ""
        if isinstance(value, dict):
            if explode:
                return lead + between.join(f"{self.percent(key)}={self.percent(one)}" for key, one in value.items())
            items = [text for pair in value.items() for text in map(self.percent, pair)]
        elif isinstance(value, list):
            items = list(map(self.percent, value))
            if explode and style == "matrix":
                return "".join(f";{name}={item}" for item in items)
            if explode:
                return lead + between.join(items)
        else:
            items = [self.percent(value)]
        if style == "matrix" and self.broken != "path-matrix":
            lead = f";{name}="
        return lead + ",".join(items)

    def in_query(self, parameter, value):
        def percent(one):
            text = one if isinstance(one, str) else exact.dumps(one)
            if parameter.get("allowReserved") and self.broken != "query-reserved":
                return quote(text, safe=":/?@!$'()*,;")
            if self.broken == "query-latin":
                return quote(text, safe="", encoding="latin-1", errors="ignore")
            return quote(text, safe="")

        name = percent(parameter["name"])
        if "content" in parameter:
            text = str(value) if self.broken == "query-json" else exact.dumps(value)
            return [f"{name}={percent(text)}"]
        style, explode = self.rules(parameter)
        between = {"form": ",", "spaceDelimited": "%20", "pipeDelimited": "|"}.get(style, ",")
        if self.broken == "query-comma-encoded" and between == ",":
            between = "%2C"
        if self.broken == "query-space" and between == "%20":
            between = "+"
        if self.broken == "query-pipe" and between == "|":
            between = ","
        if isinstance(value, dict) and style == "deepObject":
            if self.broken == "query-deep":
                return [f"{name}.{percent(key)}={percent(one)}" for key, one in value.items()]
            return [f"{name}%5B{percent(key)}%5D={percent(one)}" for key, one in value.items()]
        if isinstance(value, dict):
            if explode:
                return [f"{percent(key)}={percent(one)}" for key, one in value.items()]
            value = [text for pair in value.items() for text in pair]
            return [f"{name}={between.join(map(percent, value))}"]
        if isinstance(value, list):
            if self.broken == "query-form" and explode:
                return [f"{name}={','.join(map(percent, value))}"]
            if explode or (self.broken == "query-commas" and style == "form"):
                return [f"{name}={percent(item)}" for item in value]
            return [f"{name}={between.join(map(percent, value))}"] if value else []
        return [f"{name}={percent(value)}"]

    def in_header(self, parameter, value):
        name = parameter["name"]
        _, explode = self.rules(parameter)
        if "content" in parameter:
            text = exact.dumps(value)
        elif isinstance(value, list):
            text = (";" if self.broken == "header-list" else ",").join(map(self.text, value))
        elif isinstance(value, dict):
            pairs = [(key, self.text(one)) for key, one in value.items()]
            text = ",".join(f"{key}={one}" if explode else f"{key},{one}" for key, one in pairs)
        else:
            text = self.text(value)
        return [(name, text)] * (2 if self.broken == "header-twice" else 1)

    def in_cookie(self, parameter, value):
        if self.broken == "cookie-encoding":
            return "".join(sign for sign in self.text(value) if sign.isprintable()).encode().decode("latin-1")
        if isinstance(value, dict):
            value = [text for pair in value.items() for text in pair]
        return ",".join(map(self.percent, value if isinstance(value, list) else [value]))

    @staticmethod
    def text(value):
        return value if isinstance(value, str) else exact.dumps(value)

    # ---- around -----------------------------------------------------------------------------------------------------

    def prove(self, operation, headers, query, cookies):
        way = operation.security[0] if operation.security else []
        if self.broken == "token-always" and not way:
            headers.append(("Authorization", "Bearer oracle-token"))
        for scheme in way if self.broken != "token" else []:
            if scheme["type"] == "apiKey" and self.broken != "key-place":
                name = scheme["name"]
                if scheme["in"] == "header":
                    headers.append((name, "oracle-token"))
                else:
                    (query if scheme["in"] == "query" else cookies).append(f"{quote(name)}=oracle-token")
            elif scheme.get("scheme", "").lower() == "basic":
                headers.append(("Authorization", "Basic b3JhY2xlOnNlY3JldA=="))
            elif not any(name == "Authorization" for name, _ in headers):
                headers.append(("Authorization", "Bearer oracle-token"))

    def accept(self, operation, headers):
        types = [name for answer in operation.answers.values() for name in answer.get("content") or {}]
        if self.broken == "header-reserved":
            headers.append(("Accept", "application/pirata"))
        elif self.broken == "accept":
            headers.append(("Accept", "*/*"))
        elif self.broken != "accept-none":
            headers.append(("Accept", ", ".join(types) or "*/*"))

    # ---- body -------------------------------------------------------------------------------------------------------

    def body(self, operation, given):
        if given is None:
            if self.broken == "body-optional" and operation.body:
                return "application/json", b"{}"
            return ("application/json", None) if self.broken == "content-type-of-get" else (None, None)
        media_type, value = given["media"], given["value"]
        content = operation.body["content"][media_type]
        kind = document.kind(media_type)
        if kind == "json":
            raw = self.json(operation, content, value).encode()
        elif kind == "form":
            raw = self.form(content, value).encode()
        elif kind == "multipart":
            return self.multipart(content, value)
        elif kind == "binary":
            raw = base64.b64decode(value["base64"])
            if self.broken == "bytes":
                raw = raw.decode("utf-8", errors="replace").encode()
        else:
            raw = value.encode()
        if self.broken == "body-of-another-media":
            media_type = next(iter(operation.body["content"]))
        return "text/plain" if self.broken == "content-type" else media_type, raw

    def json(self, operation, content, value):
        if self.broken == "json-number":
            return json.dumps(json.loads(exact.dumps(value)))
        if isinstance(value, dict):
            if self.broken == "json-null":
                value = {name: member for name, member in value.items() if member is not None}
            if self.broken == "json-empty-list":
                value = {name: member for name, member in value.items() if member != []}
            if self.broken == "json-extra":
                value = {**value, "maisUm": 1}
            if self.broken == "json-default":
                schema = operation.document.resolved(content.get("schema", {}))
                defaults = {name: operation.document.resolved(one).get("default")
                            for name, one in schema.get("properties", {}).items()}  # fmt: skip
                value = {**{name: one for name, one in defaults.items() if one is not None}, **value}
        return exact.dumps(value)

    def form(self, content, value):
        pairs = []
        for name, member in value.items():
            rule = {} if self.broken == "form-encoding" else content.get("encoding", {}).get(name, {})
            if rule.get("contentType") == "application/json":
                pairs.append(f"{quote(name)}={quote(exact.dumps(member), safe='')}")
            else:
                pairs.extend(self.in_query({"in": "query", "name": name, **rule}, member))
        made = "&".join(pairs)
        return made.replace("%20", " ") if self.broken == "form-plus" else made

    def multipart(self, content, value):
        mark = "----marca42"
        made = b""
        for name, member in value.items():
            types = content.get("encoding", {}).get(name, {}).get("contentType")
            items = member if isinstance(member, list) else [member]
            if self.broken == "multipart-list" and items is member and not any(isinstance(one, dict) for one in items):
                items = [",".join(map(self.text, items))]
            for item in items:
                made += f'--{mark}\r\nContent-Disposition: form-data; name="{name}"'.encode()
                if isinstance(item, dict) and "base64" in item:
                    if self.broken != "multipart-name":
                        made += f'; filename="{item["filename"]}"'.encode()
                    kind, raw = "application/octet-stream", base64.b64decode(item["base64"])
                elif isinstance(item, dict):
                    kind, raw = "application/json", exact.dumps(item).encode()
                else:
                    kind, raw = "text/plain; charset=utf-8", self.text(item).encode()
                if self.broken == "multipart-type":
                    kind = "text/plain"
                kind = types.split(",")[-1].strip() if types and self.broken != "multipart-type" else kind
                made += f"\r\nContent-Type: {kind}\r\n\r\n".encode() + raw + b"\r\n"
        if self.broken != "multipart-boundary":
            made += f"--{mark}--\r\n".encode()
        return f"multipart/form-data; boundary={mark}", made


def main():
    folder, *rest, url = sys.argv[1:]
    broken = rest[1] if rest else None
    if broken is not None and broken not in BREAKS:
        sys.exit(f"no such break: {broken}")
    fake = Fake(url, Path(folder), broken)
    for line in sys.stdin:
        print(json.dumps(fake.answer(exact.loads(line))), flush=True)


if __name__ == "__main__":
    main()
