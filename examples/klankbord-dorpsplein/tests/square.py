"""The platform itself: a square that keeps shouts in memory and tells them to who listens."""

import datetime as dt
import json
import queue
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit


class Square:
    def __init__(self) -> None:
        self.shouts: list[dict] = []
        self.ears: list[queue.Queue] = []
        self.is_over = False
        self.lock = threading.Lock()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), type("Door", (Door,), {"square": self}))
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def shout(self, who: str, text: str, answers: int | None = None, key: str = "") -> dict:
        with self.lock:
            said = [each for each in self.shouts if key and each["key"] == key]
            if said:
                return said[0]
            now = dt.datetime.now(dt.UTC).isoformat()
            new = {"id": len(self.shouts) + 1, "who": who, "text": text, "at": now}
            self.shouts.append(new | {"answers": answers, "key": key})
            for ear in self.ears:
                ear.put(self.shouts[-1])
            return self.shouts[-1]

    def close(self) -> None:
        self.is_over = True
        self.server.shutdown()
        self.server.server_close()


class Door(BaseHTTPRequestHandler):
    square: Square

    def do_GET(self) -> None:
        asked, shouts = urlsplit(self.path), self.square.shouts
        if asked.path == "/api/stream":
            self.tell()
        elif asked.path == "/api/shouts":
            after = int(parse_qs(asked.query)["after"][0])
            self.answer([each for each in shouts if each["id"] > after and each["text"]])
        else:
            number = int(asked.path.rpartition("/")[2])
            found = [each for each in shouts if each["id"] == number and each["text"]]
            self.answer(found[0] if found else None, status=200 if found else 404)

    def do_POST(self) -> None:
        given = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.headers["Authorization"] != "Bearer sesam":
            self.answer(None, status=401)
        else:
            self.answer(self.square.shout("gemeente", **given))

    def tell(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        ear = queue.Queue()
        self.square.ears.append(ear)
        try:
            while not self.square.is_over:
                try:
                    self.wfile.write(f"data: {json.dumps(ear.get(timeout=0.2))}\n\n".encode())
                except queue.Empty:
                    self.wfile.write(b":\n\n")
        except OSError:
            self.close_connection = True

    def answer(self, given: object, status: int = 200) -> None:
        body = json.dumps(given).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass
