"""A real web server on loopback for downloads: ranges, tags, and faults on demand."""

import re
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Site:
    """What the server serves, by path, and what it does wrong."""

    def __init__(self):
        self.files = {}
        self.asked = []  # (path, Range header)
        self.cut_after = None  # bytes of each answer, after which the connection is cut
        self.status = None
        self.with_tags = True

    def url(self, name):
        return f"http://127.0.0.1:{self.port}/{name}"


@contextmanager
def serving():
    site = Site()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            name = self.path.lstrip("/").split("?")[0]
            site.asked.append((name, self.headers.get("Range")))
            if site.status or name not in site.files:
                self.send_response(site.status or 404)
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            body = site.files[name]
            tag = f'"{hash(body):x}"'
            start = 0
            wanted = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range") or "")
            if wanted and self.headers.get("If-Range", tag) == tag:
                start = int(wanted[1])
                if start >= len(body):
                    self.send_response(416)
                    self.send_header("Content-Length", "0")
                    self.end_headers()
                    return
            self.send_response(206 if start else 200)
            self.send_header("Content-Length", str(len(body) - start))
            if site.with_tags:
                self.send_header("ETag", tag)
            self.end_headers()
            part = body[start:]
            if site.cut_after is not None and len(part) > site.cut_after:
                self.wfile.write(part[: site.cut_after])
                self.wfile.flush()
                self.close_connection = True
                self.connection.shutdown(2)
                return
            self.wfile.write(part)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    site.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
