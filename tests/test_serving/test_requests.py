"""What the server says to requests of every kind, good and bad; the model is a stand-in."""

import base64
import socket
import struct
import threading
import zlib
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import urlparse

import cv2
import numpy as np
import pytest
import requests

from lineup.serving import bodies, command, service
from lineup.serving.batching import Batcher
from tests.test_serving.conftest import by_brightness

FORM = "-F file=@picture.jpg, as curl sends it"
EXPECTED = '{"images": ["BASE64 OF A FILE", ...]}'
JSON = {"Content-Type": "application/json"}


def png(brightness: int) -> bytes:
    done, data = cv2.imencode(".png", np.full((8, 8, 3), brightness, np.uint8))
    assert done
    return data.tobytes()


def bomb(side: int) -> bytes:
    """Return a PNG of a few hundred bytes whose header promises side x side pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0))
    rest = chunk(b"IDAT", zlib.compress(b"\0" * 100_000)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + header + rest


def ask(server: str, **request: Any) -> tuple[int, dict[str, Any]]:
    answer = requests.post(f"{server}/predict", timeout=60, **request)
    content: dict[str, Any] = answer.json()
    return answer.status_code, content


def test_bytes_and_json_give_the_same_answer(stand_in: str) -> None:
    probabilities = {"dark": 0.1, "middling": 0.5, "light": 0.4}
    answer = {"label": "middling", "probability": 0.5, "accepted": True}
    answer |= {"probabilities": pytest.approx(probabilities)}
    whole = (200, {"model": "stand-in", "answers": [answer]})
    text = base64.b64encode(png(204)).decode()
    assert ask(stand_in, data=png(204)) == whole
    assert ask(stand_in, data=png(204), headers={"Content-Type": "image/png"}) == whole
    assert ask(stand_in, json={"images": [text]}) == whole
    assert ask(stand_in, json={"images": [f"data:image/png;base64,{text}"]}) == whole


def test_a_form_is_answered_as_its_files_are(stand_in: str) -> None:
    alone = [ask(stand_in, data=png(level))[1]["answers"][0] for level in (0, 204)]
    files = [("file", ("a.png", png(0))), ("other", ("b.png", png(204)))]
    assert ask(stand_in, files=files, data={"note": "no file"}) == (
        200,
        {"model": "stand-in", "answers": alone},
    )


def test_files_of_a_form_keep_every_byte() -> None:
    content = bytes(range(256)) * 3 + b"\r\n--c\r\n" + b"\r"
    body = (
        b'--b\r\nContent-Disposition: form-data; name="f"; filename="x"\r\n\r\n' + content + b"\r\n--b--\r\n"
    )
    assert bodies.of_form("multipart/form-data; boundary=b", body) == [content]


def test_what_the_server_takes_is_described_for_programs_and_people(stand_in: str) -> None:
    document = requests.get(f"{stand_in}/openapi.json", timeout=60).json()
    assert document["openapi"] == "3.1.0"
    assert set(document["paths"]) == {"/predict", "/health"}
    sent = document["paths"]["/predict"]["post"]["requestBody"]["content"]
    assert set(sent) == {"multipart/form-data", "application/octet-stream", "application/json"}
    page = requests.get(f"{stand_in}/docs", timeout=60).text
    assert "<h2><code>POST /predict</code></h2><p>Say what is in pictures.</p>" in page
    assert "curl -F file=@picture.jpg &quot;$ADDRESS/predict&quot;" in page


def test_one_bad_picture_does_not_spoil_the_others(stand_in: str) -> None:
    images = [base64.b64encode(data).decode() for data in (png(0), b"text", png(255))]
    status, content = ask(stand_in, json={"images": images})
    assert status == 200
    first, second, third = content["answers"]
    assert second == {"error": "not an image in a known format"}
    assert (first["probabilities"]["dark"], third["probabilities"]["light"]) == (0.5, 0.5)


@pytest.mark.parametrize(
    ("request_", "status", "error"),
    [
        ({"data": b"no picture"}, 422, "No picture could be used: not an image in a known format."),
        ({"data": bomb(60_000)}, 422, "No picture could be used: 60000x60000 pixels, more than 100,000,000."),
        (
            {"data": bytes(50_000_000)},
            413,
            "The request has more than 33,554,432 bytes. Send fewer or smaller pictures.",
        ),
        ({"data": b""}, 400, f"The request is empty. Send a picture's bytes as the body, or {EXPECTED}."),
        (
            {"data": '{"images": [', "headers": JSON},
            400,
            f"The request is not JSON (Expecting value: line 1 column 13 (char 12)). Expected: {EXPECTED}",
        ),
        (
            {"data": "[" * 100_000, "headers": JSON},
            400,
            "The request is not JSON (maximum recursion depth exceeded while decoding a JSON array from a"
            f" unicode string). Expected: {EXPECTED}",
        ),
        ({"json": ["a"]}, 400, f"The JSON is not an object of images. Expected: {EXPECTED}"),
        ({"json": {"image": "a"}}, 400, f"The JSON is not an object of images. Expected: {EXPECTED}"),
        ({"json": {"images": "a"}}, 400, f"'images' is not a list of texts. Expected: {EXPECTED}"),
        ({"json": {"images": []}}, 400, f"The request has no picture. Expected: {EXPECTED}"),
        ({"json": {"images": ["?"]}}, 400, f"images[0] is not in base64. Expected: {EXPECTED}"),
        (
            {"json": {"images": ["AAAA"] * 65}},
            413,
            "The request has 65 pictures, more than 64. Send several requests.",
        ),
        (
            {"data": b"a", "headers": {"Content-Type": "multipart/form-data"}},
            400,
            f"The form cannot be read (it names no boundary). Expected: {FORM}",
        ),
        (
            {"data": b"a", "headers": {"Content-Type": "multipart/form-data; boundary=b"}},
            400,
            f"The form cannot be read (Unexpected end of multipart stream (parser closed)). Expected: {FORM}",
        ),
        ({"files": {"name": (None, b"a")}}, 400, f"The form has no file. Expected: {FORM}"),
        (
            {"files": [("file", ("a.png", b"a"))] * 65},
            413,
            "The request has 65 pictures, more than 64. Send several requests.",
        ),
    ],
    ids=lambda value: str(value) if isinstance(value, int) else "",
)
def test_bad_requests(stand_in: str, request_: dict[str, Any], status: int, error: str) -> None:
    said, content = ask(stand_in, **request_)
    assert (said, content["error"]) == (status, error)
    assert ask(stand_in, data=png(0))[0] == 200


def test_other_addresses_and_other_names(stand_in: str) -> None:
    there = "There are POST /predict, GET /health and GET /."
    answer = requests.get(f"{stand_in}/nowhere", timeout=60)
    assert (answer.status_code, answer.json()) == (404, {"error": f"Not Found. {there}"})
    answer = requests.get(f"{stand_in}/predict", timeout=60)
    assert (answer.status_code, answer.json()) == (405, {"error": f"Method Not Allowed. {there}"})
    assert requests.get(stand_in, headers={"Host": "evil.example"}, timeout=60).status_code == 400
    health = requests.get(f"{stand_in}/health", timeout=60).json()
    assert (health["status"], health["class_names"]) == ("ok", ["dark", "middling", "light"])


def test_a_body_that_does_not_arrive(stand_in: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "BODY_SECONDS", 0.2)
    place = urlparse(stand_in)
    with socket.create_connection((place.hostname, place.port), timeout=30) as connection:
        connection.sendall(b"POST /predict HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 9\r\n\r\nab")
        said = ""
        while not said.endswith("}") and (part := connection.recv(4096)):  # head and body may come apart
            said += part.decode()
    assert said.startswith("HTTP/1.1 408 ")
    assert said.endswith('{"error":"The request did not arrive within 0.2 s."}')


class Pictures(BaseHTTPRequestHandler):
    """Serves a picture at /light.png, and without an end elsewhere."""

    def do_GET(self) -> None:
        self.send_response(404 if self.path == "/gone" else 200)
        self.end_headers()
        if self.path == "/light.png":
            self.wfile.write(png(255))
        while self.path == "/endless":
            try:
                self.wfile.write(bytes(1_000_000))
            except OSError:
                return

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


def test_addresses_are_fetched_within_limits(stand_in: str) -> None:
    with HTTPServer(("127.0.0.1", 0), Pictures) as other:
        threading.Thread(target=other.serve_forever, daemon=True).start()
        there = f"http://127.0.0.1:{other.server_port}"
        urls = [f"{there}/light.png", f"{there}/gone", f"{there}/endless", "file:///etc/passwd"]
        urls.append("http://127.0.0.1:1/")
        status, content = ask(stand_in, json={"urls": urls})
        other.shutdown()
    assert status == 200
    light, *refused = content["answers"]
    assert light["probabilities"]["light"] == 0.5
    assert [one["error"] for one in refused] == [
        "the address answers with status 404",
        "the file has more than 33,554,432 bytes",
        "not an http or https address",
        "the address cannot be reached",
    ]


def test_what_waits_is_one_batch_and_a_failure_reaches_all_of_it() -> None:
    sizes: list[int] = []
    asked, go = threading.Event(), threading.Event()

    def answer(pixels: np.ndarray) -> np.ndarray:
        asked.set()
        go.wait(30)
        sizes.append(len(pixels))
        if len(pixels) == 3:
            raise ValueError("three")
        return by_brightness(pixels)

    batcher = Batcher(answer)
    picture = np.zeros((8, 8, 3), np.uint8)
    first = batcher.submit(picture)
    assert asked.wait(30)
    failing = [batcher.submit(picture) for _ in range(3)]
    go.set()
    assert first.result(30)[0] == 0.5
    for future in failing:
        with pytest.raises(ValueError, match="three"):
            future.result(30)
    assert batcher.submit(picture).result(30)[0] == 0.5
    batcher.close()
    assert sizes == [1, 3, 1]


def test_no_answer_is_lost_or_swapped_under_load(stand_in: str) -> None:
    levels = list(range(0, 256, 3))

    def light(level: int) -> float:
        _, content = ask(stand_in, data=png(level))
        answer: float = content["answers"][0]["probabilities"]["light"]
        return answer

    with ThreadPoolExecutor(16) as pool:
        found = list(pool.map(light, levels))
    np.testing.assert_allclose(found, np.array(levels) / 510)


def test_no_answer_waits_for_an_acknowledgement() -> None:
    with command.listening("127.0.0.1", 0) as place, socket.create_connection(place.getsockname()):
        accepted, _ = place.accept()
        with accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) != 0
