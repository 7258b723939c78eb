"""The request oracle: what the generated clients send is held against what the OpenAPI documents ask for.

    oracle --driver COMMAND [--only DOCUMENT] [--seed N] [--cases N] [--lines N] FOLDER

For each operation of each document in FOLDER, lawful values are made up from the document's text; the driver sends them
through the generated client to a server on the loopback; and what arrives is held against what the code beside this
file works out from the same text by the OpenAPI 3.0.3 specification, and against what openapi-core reads back. Nothing
of the generator is looked at. The server answers with what the document calls a success, and the driver must call it
one.

Exit status: 0 no difference; 1 differences, one line each; 2 something that it needs is missing.
"""

import argparse
import shlex
import sys
from collections import Counter
from pathlib import Path

import cases
import check
import document
import exact
import exceptions
import second
import values
from driver import Driver, Gone
from server import Server


# A driver that has ended so many times is not started again.
TOO_OFTEN = 20


class Run:
    """What has been found so far. Of each operation the first differences are printed, and the number of the others."""

    def __init__(self, lines):
        self.lines = lines
        self.counts = Counter()
        self.here = 0
        self.differences = 0
        self.gone = 0
        self.unsupported = Counter()

    def differs(self, case_or_document, expected, arrived, label=None):
        self.differences += 1
        self.here += 1
        if self.here > self.lines:
            return
        name = case_or_document if label else case_or_document.operation.document.name
        what = label or f"{case_or_document.operation.name}, {case_or_document.label}"
        print(f"{name}: {what}: expected {short(expected)}; arrived {short(arrived)}")

    def operation_done(self, operation):
        if self.here > self.lines:
            print(f"{operation.document.name}: {operation.name}: and {self.here - self.lines} more")
        self.here = 0


def short(text):
    text = str(text).replace("\n", "\\n")
    return text if len(text) <= 700 else text[:700] + "…"


def main():
    asked = arguments()
    documents = [document.Document(path) for path in sorted(asked.folder.iterdir()) if is_document(path, asked.only)]
    if not documents:
        sys.exit(f"oracle: there is no document {asked.only or ''} in {asked.folder}")
    run, server = Run(asked.lines), Server()
    driver = Driver(shlex.split(asked.driver), server.url)
    try:
        for source in documents:
            opinion = second.SecondOpinion(source, server.url)
            run.counts["documents"] += 1
            for operation in source.operations():
                run.counts["operations"] += 1
                hold(run, server, driver, opinion, operation, asked)
                run.operation_done(operation)
    except Gone:
        print(f"oracle: the driver was gone {TOO_OFTEN} times", file=sys.stderr)
        sys.exit(2)
    except OSError as error:
        print(f"oracle: the driver does not start: {error}", file=sys.stderr)
        sys.exit(2)
    driver.stop()
    say(run)
    sys.exit(1 if run.differences else 0)


def arguments():
    parser = argparse.ArgumentParser(prog="oracle")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--driver", required=True, help="the command that is given the server's URL")
    parser.add_argument("--only", help="the name of one document, without its ending")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--cases", type=int, default=8, help="how many cases there are per operation, at least")
    parser.add_argument("--lines", type=int, default=2, help="how many differences are printed per operation, at most")
    return parser.parse_args()


def is_document(path, only):
    return path.suffix in (".yaml", ".yml", ".json") and only in (None, path.stem)


def hold(run, server, driver, opinion, operation, asked):
    try:
        planned = list(cases.cases(operation, asked.seed, asked.cases))
    except values.NoValue as error:
        run.differs(operation.document.name, "a value that the document allows", str(error), operation.name)
        return
    for case in planned:
        server.prepare(*written(case.answer))
        try:
            said = driver.send(case)
        except Gone as gone:
            run.gone += 1
            run.differs(case, "an answer of the driver", gone)
            if run.gone == TOO_OFTEN:
                raise
            continue
        if "unsupported" in said:
            unsupported(run, case, said["unsupported"])
            return
        run.counts["requests"] += 1
        for expected, arrived in found(case, said, server.take(), opinion, run.counts):
            run.differs(case, expected, arrived)
    if (operation.document.name, operation.name) in exceptions.NOT_SENDABLE:
        run.differs(operation.document.name, "an exception that is needed", "it can be sent", operation.name)


def unsupported(run, case, reason):
    run.unsupported[reason] += 1
    if (case.operation.document.name, case.operation.name) not in exceptions.NOT_SENDABLE:
        run.differs(case, "a call", f"unsupported: {reason}")


def written(answer):
    """Status, headers and bytes of what the server answers."""
    if answer.media_type is None:
        return answer.status, answer.headers, b""
    kind = document.kind(answer.media_type)
    value = answer.value
    if isinstance(value, values.File):
        raw = value.content
    else:
        raw = exact.dumps(value).encode() if kind == "json" else value.encode()
    media_type = {"image/*": "image/png", "*/*": "application/octet-stream"}.get(answer.media_type, answer.media_type)
    return answer.status, [*answer.headers, ("Content-Type", media_type)], raw


def found(case, said, requests, opinion, counts):
    """All differences of one case."""
    if len(requests) != 1:
        yield "one request", f"{len(requests)}, the driver says {exact.dumps(said)}"
        if not requests:
            return
    own = list(check.problems(case, requests[0]))
    yield from own
    if not own:
        yield from opinion.problems(case, requests[0], counts)
    yield from answer_problems(case, said)


def answer_problems(case, said):
    """The answer was lawful, so the client must have delivered it; its content, if the driver tells it."""
    answer = case.answer
    if not any(status[0] == "2" or status == "default" for status in case.operation.answers):
        return
    if said.get("delivered") is not True or said.get("status") != answer.status:
        yield f"{answer.status} {answer.media_type} delivered, {short(written(answer)[2])}", exact.dumps(said)
        return
    if "answer" in said and answer.media_type and document.kind(answer.media_type) == "json":
        if case.operation.method != "head" and not exact.same(said["answer"], answer.value):
            yield f"an answer {exact.dumps(answer.value)}", exact.dumps(said["answer"])


def say(run):
    for reason, count in sorted(run.unsupported.items()):
        print(f"unsupported, {count} operations: {reason}")
    counts = run.counts
    print(
        f"openapi-core read back {counts['read back']} parameters and {counts['bodies read back']} bodies,"
        f" and found nothing for {counts['not read back']}"
    )
    print(
        f"{counts['documents']} documents, {counts['operations']} operations, {counts['requests']} requests:"
        f" {run.differences} differences"
    )


if __name__ == "__main__":
    main()
