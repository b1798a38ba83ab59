"""People with accounts at the real program, as the tests of what several of them do need them."""

import json
import re

from program import Running, equal, must

PASSWORD = "otter brass tunnel 42"


def hire(home, **roles):
    """Accounts, while no engine runs: hire(home, root="admin", ann="agent")."""
    for login, role in roles.items():
        must(home, "user", "add", login, "--role", role, "--password-file", "-", "--data", home / "data",
             stdin=PASSWORD + "\n")


class Staffed(Running):
    """An engine with accounts, where 401 is as ready as it gets."""

    def get(self, path):
        status, body = super().get(path)
        return (200 if path == "/readyz" and status == 401 and not self.token else status), body


class Person:
    """Somebody at a browser."""

    def __init__(self, engine, login, password=PASSWORD):
        self.engine, self.login, self.password, self.cookie = engine, login, password, None

    def fields(self):
        return {"Cookie": self.cookie, "X-Requested-With": "console"} if self.cookie else {}

    def ask(self, method, path, body=None, headers=None):
        status, fields, text = self.engine.ask(method, path, body, {**self.fields(), **(headers or {})})
        self.heard(method, path, fields, text)
        is_json = fields.get_content_type() in ("application/json", "application/problem+json")
        return status, json.loads(text) if is_json and text else text

    def heard(self, method, path, fields, text):
        if found := re.match(r"tocsin=([^;]+)", fields.get("Set-Cookie", "")):
            self.cookie = "tocsin=" + found[1]

    def sign_in(self, code=None):
        self.cookie = None
        status, said = self.ask("POST", "/api/v1/session", {
            "user": self.login, "password": self.password, **({"code": code} if code else {})})
        equal(status, 200, f"sign-in of {self.login}: {said}")
        self.user = said["you"]["user"]
        return self
