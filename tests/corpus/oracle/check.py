"""Holds one request against what the document asks for the values that were given."""

import bodies
import document
import parameters
import security
import server


def problems(case, request):
    """All that is wrong with a request, as (expected, arrived) pairs."""
    operation = case.operation
    path, mark, query = request.target.partition("?")
    query = query if mark else None
    if request.method != operation.method.upper():
        yield f"method {operation.method.upper()}", request.method
    if not all(0x21 <= ord(sign) < 0x7F for sign in request.target) or "#" in request.target:
        yield "a target in ASCII", repr(request.target)
    yield from parameters.path_problems(operation, case.parameters["path"], path, server.BASE)

    pairs = [tuple(map(parameters.read, pair.partition("=")[::2])) for pair in (query or "").split("&")]
    cookies = [pair.partition("=")[::2] for line in request.values("cookie") for pair in line.split("; ")]
    way = security.way_taken(operation, request, pairs, cookies)
    if way is None:
        said = [f"{name}: {value}" for name, value in request.headers if name.lower() in ("authorization", "cookie")]
        yield f"security: one of {security.ways(operation)}", f"{said}, {request.target}"
    proofs = {"header": [], "query": [], "cookie": []}
    for place, name, value in way or []:
        proofs[place].append((name, value))

    yield from parameters.query_problems(operation, case.parameters["query"], query, proofs["query"])
    taken = [name.lower() for name, _ in proofs["header"]]
    yield from parameters.header_problems(operation, case.parameters["header"], request, taken)
    yield from parameters.cookie_problems(operation, case.parameters["cookie"], request, proofs["cookie"])
    yield from accept_problems(operation, request)
    yield from bodies.problems(operation, case.body, request)
    yield from framing_problems(request)


def accept_problems(operation, request):
    """`Accept` names each media type of a documented success, and none that the operation does not have."""
    answers = operation.answers
    successes = [status for status in answers if status[0] == "2"] or [
        status for status in answers if status == "default"
    ]
    types = {status: set(map(document.essence, answer.get("content") or {})) for status, answer in answers.items()}
    accepted = {document.essence(part) for line in request.values("accept") for part in line.split(",")}
    wanted = set().union(*(types[status] for status in successes))
    if wanted - accepted:
        yield f"Accept with {', '.join(sorted(wanted - accepted))}", f"Accept {request.values('accept')}"
    odd = accepted - {"*/*"} - set().union(*types.values())
    if odd:
        yield f"Accept without {', '.join(sorted(odd))}", f"Accept {request.values('accept')}"


def framing_problems(request):
    """What HTTP itself asks for."""
    if len(request.values("host")) != 1:
        yield "one Host", f"Host {request.values('host')}"
    if len(request.values("content-length")) + len(request.values("transfer-encoding")) > 1:
        yield "one framing of the body", f"{request.headers}"
