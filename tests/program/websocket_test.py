"""What is shipped has no test endpoint; test builds have one, at which suites for RFC 6455 are pointed
(the cases of our own are tests/serve/websocket_test.cpp's)."""

import os
import socket

from program import Running, equal, scratch

HAS_ECHO = os.environ.get("TOCSIN_TEST_ENDPOINTS") == "ON"


def upgrade(port, path):
    """(status, what follows the answer's head)."""
    with socket.create_connection(("127.0.0.1", port), 10) as client:
        client.sendall(
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n".encode())
        stream = client.makefile("rb")
        status = int(stream.readline().split()[1])
        while stream.readline() not in (b"\r\n", b""):
            pass
        if status != 101:
            return status, b""
        client.sendall(b"\x81\x85\x00\x00\x00\x00Hello")
        return status, stream.read(7)


with scratch() as home, Running(home, "serve", "--source", "none", "--data", home / "data") as engine:
    status, echoed = upgrade(engine.port, "/test/echo")
    equal((status, echoed), (101, b"\x81\x05Hello") if HAS_ECHO else (404, b""), "/test/echo")
    equal(engine.get("/test/echo")[0], 426 if HAS_ECHO else 404, "GET /test/echo")
    with open(os.environ["TOCSIN"], "rb") as program:
        equal(b"/test/echo" in program.read(), HAS_ECHO, "the program holds the path")
    equal(upgrade(engine.port, "/api/v1/feed")[0], 101, "the feed")
    equal(engine.stop(), 0, "exit code")
print("test endpoint:", "there, as built" if HAS_ECHO else "none")
