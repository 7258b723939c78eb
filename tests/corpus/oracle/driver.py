"""The program that sends what it is told through the generated clients: one line of JSON for each call and each answer.

It is started as `COMMAND URL`. A call:

    {"document": "path-simple", "operation": {"method": "get", "path": "/a/{id}"},
     "parameters": {"path": {"id": 1}, "query": {}, "header": {}, "cookie": {}},
     "body": {"media": "application/json", "value": {"a": 1.50}}}

`document` is the file's name without its ending. What is not given is not there, `body` too. Values are JSON; numbers
keep their text. Texts, XML and signed bodies are JSON strings, bodies of bytes {"base64"}, files in multipart bodies
{"base64", "filename"}.

The answer is {"delivered": true, "status": 200}, which may have the value that came as "answer"; or
{"delivered": false, "error": "…"}; or {"unsupported": "why"}."""

import selectors
import subprocess

import document
import exact
import values

PATIENCE = 60


class Gone(Exception):
    """The driver has ended, says nothing, or says what is no answer."""


class Driver:
    """Starts the command, and starts it again after it has ended."""

    def __init__(self, command, url):
        self.command = [*command, url]
        self.process = None

    def send(self, case):
        """Has one case sent, and gives what the driver says of it."""
        if self.process is None:
            self.process = subprocess.Popen(self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0)
        line = {
            "document": case.operation.document.name,
            "operation": {"method": case.operation.method, "path": case.operation.path},
            "parameters": case.parameters,
        }
        if case.body is not None:
            media_type, value = case.body
            line["body"] = {"media": media_type, "value": told(media_type, value)}
        try:
            rest = memoryview(exact.dumps(line).encode() + b"\n")
            while rest:
                rest = rest[self.process.stdin.write(rest) :]
        except BrokenPipeError:
            pass
        answer = self.line()
        try:
            return exact.loads(answer.decode())
        except ValueError:
            status = self.stop(kill=True)
            said = f"it answers {answer[:200]!r}" if answer else f"it ended with status {status}, or said nothing"
            raise Gone(f"the driver is gone: {said}") from None

    def line(self):
        """What it says up to the end of the line; less if it ends, or says nothing for too long."""
        said = b""
        with selectors.DefaultSelector() as waiting:
            waiting.register(self.process.stdout, selectors.EVENT_READ)
            while not said.endswith(b"\n") and waiting.select(PATIENCE):
                more = self.process.stdout.read(1 << 16)
                if not more:
                    break
                said += more
        return said

    def stop(self, kill=False):
        if self.process is None:
            return None
        self.process.stdin.close()
        if kill:
            self.process.kill()
        status = self.process.wait(timeout=PATIENCE)
        self.process.stdout.close()
        self.process = None
        return status


def told(media_type, value):
    """A body as the driver is told it: bytes as {"base64"}, files of multipart bodies with their names too."""
    if document.kind(media_type) == "binary":
        return {"base64": values.wire(value)["base64"]}
    return values.wire(value)
