"""What a browser fetches before the console shows anything: at most 80 KB of script and 10 KB of
style sheets, compressed; and nothing that it would have to ask of anybody else."""

import http.client
import re

from program import Running, check, equal, scratch

script_most, style_most = 80 * 1024, 10 * 1024


def fetch(port, path):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", path, headers={"Accept-Encoding": "br"})
        answer = connection.getresponse()
        body = answer.read()
        equal(answer.status, 200, path)
        return answer.headers, body
    finally:
        connection.close()


def plain(port, path):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", path)
        return connection.getresponse().read().decode()
    finally:
        connection.close()


with scratch() as home:
    with Running(home, "serve", "--source", "none", "--data", home / "data") as engine:
        page = plain(engine.port, "/")
        for inline in ("<style", "style=", "javascript:", " on"):
            check(inline not in re.sub(r"<meta[^>]*>|<noscript>.*?</noscript>", "", page, flags=re.S),
                  f"the page has {inline!r} in it, which the policy refuses")
        named = re.findall(r'(?:src|href)="([^"]+)"', page)
        check(all(path.startswith("/page/") for path in named), f"asked of others: {named}")
        sizes = {"js": 0, "css": 0}
        for path in named:
            headers, body = fetch(engine.port, path)
            kind = path.rsplit(".", 1)[1]
            if kind not in sizes:
                continue
            equal(headers["Content-Encoding"], "br", f"{path} comes compressed")
            equal(headers["Cache-Control"], "public, max-age=31536000, immutable", path)
            sizes[kind] += len(body)
        check(10_000 < sizes["js"] <= script_most, f"{sizes['js']} bytes of script, at most {script_most}")
        check(1_000 < sizes["css"] <= style_most, f"{sizes['css']} bytes of style, at most {style_most}")
        equal(engine.stop(), 0, "exit code")
        print(f"first load: {sizes['js']} bytes of script, {sizes['css']} of style sheets")
