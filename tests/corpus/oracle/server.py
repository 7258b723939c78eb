"""A loopback server that keeps each request as the bytes that came, and answers what it was told to."""

import socketserver
import threading
from dataclasses import dataclass

# What a client gets that asks more often than it should.
UNEXPECTED = (500, [], b"")


@dataclass
class Received:
    """One request: the request line in parts, the headers in order, the body without its framing."""

    method: str
    target: str
    version: str
    headers: list
    body: bytes

    def values(self, name):
        return [value for known, value in self.headers if known.lower() == name.lower()]

    def value(self, name):
        values = self.values(name)
        return values[0] if values else None


class Server(socketserver.ThreadingTCPServer):
    """Listens on a port of its own choice, in threads of its own."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Connection)
        self.turn = threading.Lock()
        self.received = []
        self.next = UNEXPECTED
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self):
        # With a path: what a document has below its own server is below this.
        return f"http://127.0.0.1:{self.server_address[1]}{BASE}"

    def prepare(self, status, headers, body):
        """What the next request is answered with. Forgets what came before."""
        with self.turn:
            self.received = []
            self.next = (status, headers, body)

    def take(self):
        """What has come since `prepare`."""
        with self.turn:
            return list(self.received)

    def keep(self, request):
        with self.turn:
            self.received.append(request)
            answer, self.next = self.next, UNEXPECTED
            return answer


BASE = "/sob/uma-base"


class Connection(socketserver.StreamRequestHandler):
    """Reads HTTP/1.1 by hand: a library would tidy up what is to be looked at."""

    disable_nagle_algorithm = True

    def handle(self):
        try:
            while self.one():
                pass
        except (ConnectionError, ValueError):
            pass

    def one(self):
        line = self.rfile.readline()
        if not line.strip():
            return False
        method, target, version = line.decode("latin-1").rstrip("\r\n").split(" ")
        headers = []
        while (line := self.rfile.readline().decode("latin-1").rstrip("\r\n")) != "":
            name, _, value = line.partition(":")
            headers.append((name, value.strip(" \t")))
        request = Received(method, target, version, headers, b"")
        if (request.value("expect") or "").lower() == "100-continue":
            self.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        request.body = self.body(request)
        status, extra, body = self.server.keep(request)
        self.answer(method, status, extra, body)
        return (request.value("connection") or "").lower() != "close"

    def body(self, request):
        if (request.value("transfer-encoding") or "").lower() == "chunked":
            parts = []
            while size := int(self.rfile.readline().split(b";")[0], 16):
                parts.append(self.rfile.read(size))
                self.rfile.readline()
            while self.rfile.readline().strip():
                pass
            return b"".join(parts)
        return self.rfile.read(int(request.value("content-length") or 0))

    def answer(self, method, status, extra, body):
        lines = [f"HTTP/1.1 {status} Whatever", *(f"{name}: {value}" for name, value in extra)]
        if status != 204:
            lines.append(f"Content-Length: {len(body)}")
        head = "\r\n".join(lines) + "\r\n\r\n"
        self.wfile.write(head.encode("utf-8") + (b"" if method == "HEAD" or status == 204 else body))
        self.wfile.flush()
