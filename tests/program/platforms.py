"""Small stand-ins for the platforms that answers are sent to, which break at a chosen step. The
real PDS is tests/peers/reply_pds_test.py's."""

import http.server
import json
import socket
import threading
import time


class Platform:
    """Answers on loopback. `breaks[name]` is a list of what happens at the next calls of `name`:
    `before` cuts without doing it, `after` does it and cuts,
    `stall …` waits 3 s first, `half` does it and cuts
    within the answer (`half endless`: one without a length), `500`, `429`, `expired`.
    `secure` makes of each connection what is spoken on it; nothing: the connection is done with."""

    def __init__(self, secure=lambda connection: connection):
        self.breaks, self.calls, self.posts = {}, [], {}
        self.lock = threading.Lock()
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def do_GET(self):
                outer.handle(self, None)

            def do_POST(self):
                size = int(self.headers.get("Content-Length") or 0)
                outer.handle(self, self.rfile.read(size))

        class Server(http.server.ThreadingHTTPServer):
            def finish_request(self, connection, address):
                spoken = secure(connection)
                if spoken:
                    with spoken:
                        super().finish_request(spoken, address)

            def handle_error(self, *_):
                pass  # cut connections are what this is for

        self.server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def handle(self, request, body):
        path, _, query = request.path.partition("?")
        name = path.rsplit("/", 1)[1].rsplit(".", 1)[-1]
        with self.lock:
            self.calls.append(name)
            plan = self.breaks.get(name, [])
            trouble = plan.pop(0) if plan else None
            if trouble == "stall before":  # long enough to be killed in
                time.sleep(3)
            if trouble in ("before", "stall before"):
                request.connection.shutdown(socket.SHUT_RDWR)
                request.close_connection = True
                return
            if trouble == "expired":
                status, answer = self.expired(request, body)
            elif trouble in ("500", "429"):
                status, answer = int(trouble), self.trouble(request, body)
            else:
                status, answer = self.answer(request, name, query, body)
        if trouble == "stall after":
            time.sleep(3)
        if trouble in ("after", "stall after"):
            request.connection.shutdown(socket.SHUT_RDWR)
            request.close_connection = True
            return
        text = json.dumps(answer).encode()
        request.send_response(status)
        request.send_header("Content-Type", "application/json")
        if trouble != "half endless":
            request.send_header("Content-Length", str(len(text)))
        request.end_headers()
        if trouble in ("half", "half endless"):
            request.wfile.write(text[:len(text) // 2])
            request.wfile.flush()
            request.connection.shutdown(socket.SHUT_RDWR)  # under TLS: without a word of goodbye
            request.close_connection = True
            return
        request.wfile.write(text)

    def expired(self, request, body):
        return 400, {"error": "ExpiredToken", "message": "Token has expired"}

    def trouble(self, request, body):
        return {"error": "Trouble"}

    def count(self, name):
        return self.calls.count(name)


class FakePds(Platform):
    """As much of a PDS as the sender speaks with; what it answers is as the real one did."""

    def answer(self, request, name, query, body):
        headers = request.headers
        fields = dict(part.split("=") for part in query.split("&")) if query else {}
        if name == "createSession":
            if json.loads(body)["password"] != "app-pass":
                return 401, {"error": "AuthenticationRequired", "message": "Invalid password"}
            return 200, {"did": "did:plc:us", "accessJwt": "access", "refreshJwt": "refresh"}
        if name == "refreshSession":
            if body or headers["Authorization"] != "Bearer refresh":
                return 400, {"error": "InvalidRequest"}
            return 200, {"did": "did:plc:us", "accessJwt": "access", "refreshJwt": "refresh"}
        if headers["Authorization"] != "Bearer access":
            return 400, {"error": "InvalidToken"}
        if name == "getRecord":
            rkey = fields["rkey"]
            if fields["repo"] == "did%3Aplc%3Aus" and rkey not in self.posts:
                return 400, {"error": "RecordNotFound", "message": "Could not locate record"}
            return 200, {"uri": "at://did:plc:them/app.bsky.feed.post/" + rkey, "cid": "bafy",
                         "value": {"text": "…"}}
        if name == "putRecord":
            asked = json.loads(body)
            self.posts[asked["rkey"]] = asked["record"]
            return 200, {"uri": "at://did:plc:us/app.bsky.feed.post/" + asked["rkey"], "cid": "b"}
        return 404, {"error": "MethodNotImplemented"}


class FakeMastodon(Platform):
    def answer(self, request, name, query, body):
        headers = request.headers
        if headers["Authorization"] != "Bearer secret-token":
            return 401, {"error": "The access token is invalid"}
        if name == "verify_credentials":
            return 200, {"id": "7"}
        if name == "search":  # the address of a post elsewhere, as this instance numbers it
            return 200, {"statuses": [{"id": query.rsplit("%2F", 1)[1]}]}
        if name == "statuses" and body is None:
            return 200, list(self.posts.values())
        if name == "statuses":
            asked, key = json.loads(body), headers["Idempotency-Key"]
            if key not in self.posts:
                number = str(100 + len(self.posts))
                self.posts[key] = {
                    "id": number, "url": f"{self.url}/@us/{number}",
                    "in_reply_to_id": asked["in_reply_to_id"],
                    "created_at": "2099-01-01T00:00:00.000Z",
                    "content": "<p>" + asked["status"] + "</p>"}
            return 200, self.posts[key]
        return 404, {"error": "Record not found"}
