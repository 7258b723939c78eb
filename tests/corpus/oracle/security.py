"""Whether a request proves who calls as the document asks: one of its alternatives, all of whose schemes are there."""

import base64

TOKEN = "oracle-token"
USER, PASSWORD = "oracle", "secret"

BASIC = "Basic " + base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
BEARER = f"Bearer {TOKEN}"


def carried(scheme):
    """Where a scheme's proof goes, and what it is: (place, name, value)."""
    if scheme["type"] == "apiKey":
        return scheme["in"], scheme["name"], TOKEN
    if scheme["type"] == "http" and scheme["scheme"].lower() == "basic":
        return "header", "Authorization", BASIC
    # Tokens of OAuth 2 and OpenID Connect are sent as bearer tokens.
    return "header", "Authorization", BEARER


def ways(operation):
    """The alternatives: each a list of what must be there. Without any, nothing must be."""
    return [sorted(set(map(carried, alternative))) for alternative in operation.security] or [[]]


def way_taken(operation, request, query, cookies):
    """The first alternative that the request fulfils, and no proof beside it; `None` if there is none."""

    def there(place, name, value):
        if place == "header":
            return request.values(name) == [value]
        return (name, value) in (query if place == "query" else cookies)

    for way in ways(operation):
        more = [("header", "Authorization")] if ("header", "Authorization") not in [proof[:2] for proof in way] else []
        if all(there(*proof) for proof in way) and not any(request.values(name) for _, name in more):
            return way
    return None
