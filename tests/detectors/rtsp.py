"""A real RTSP camera for tests: RTP/JPEG (RFC 2435) interleaved in RTSP (RFC 2326), from pictures in memory.

It can go away and come back on the same port, as cameras do.
"""

import contextlib
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from typing import Self

import cv2

from detectors.footage.capture import Image

_PACKET = 1400
_SDP = "v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=t\r\nt=0 0\r\nm=video 0 RTP/AVP 26\r\nc=IN IP4 0.0.0.0\r\na=control:t\r\n"


class RtspCamera:
    """Serves `picture(k)` for k = 0, 1, … to each client at `fps`, until it is switched off."""

    def __init__(self, picture: Callable[[int], Image], fps: float = 20.0) -> None:
        self._picture, self._fps = picture, fps
        self._port = 0
        self._off = threading.Event()
        self._open: list[socket.socket] = []

    @property
    def url(self) -> str:
        """Where it is."""
        return f"rtsp://127.0.0.1:{self._port}/live"

    def __enter__(self) -> Self:
        self.switch_on()
        return self

    def __exit__(self, *_: object) -> None:
        self.switch_off()

    def switch_on(self) -> None:
        """Listen, on the same port as before."""
        self._off = threading.Event()
        listener = socket.create_server(("127.0.0.1", self._port))
        self._port = listener.getsockname()[1]
        self._open = [listener]
        threading.Thread(target=self._accept, args=(listener, self._off), daemon=True).start()

    def switch_off(self) -> None:
        """Pull the plug: no goodbye to anyone."""
        self._off.set()
        for each in self._open:
            with contextlib.suppress(OSError):  # it was not connected
                each.shutdown(socket.SHUT_RDWR)
            each.close()

    def _accept(self, listener: socket.socket, off: threading.Event) -> None:
        while not off.is_set():
            try:
                client, _ = listener.accept()
            except OSError:
                return
            self._open.append(client)
            threading.Thread(target=self._serve, args=(client, off), daemon=True).start()

    def _serve(self, client: socket.socket, off: threading.Event) -> None:
        try:
            for line in _requests(client):
                method, number = line
                client.sendall(_answer(method, number, self.url))
                if method == "PLAY":
                    self._play(client, off)
        except OSError:
            pass  # the client went, or the plug was pulled
        finally:
            client.close()

    def _play(self, client: socket.socket, off: threading.Event) -> None:
        sequence, k = 0, 0
        while not off.wait(1 / self._fps):
            timestamp = round(k * 90_000 / self._fps)
            for payload, last in _payloads(self._picture(k)):
                header = struct.pack("!BBHII", 0x80, 26 | (0x80 if last else 0), sequence & 0xFFFF, timestamp, 1)
                client.sendall(b"$\x00" + struct.pack("!H", 12 + len(payload)) + header + payload)
                sequence += 1
            k += 1


def _requests(client: socket.socket) -> Iterator[tuple[str, str]]:
    """(method, CSeq) of each request."""
    buffer = b""
    while True:
        head, found, rest = buffer.partition(b"\r\n\r\n")
        if not found:
            data = client.recv(4096)
            if not data:
                return
            buffer += data
            continue
        buffer = rest
        lines = head.decode().split("\r\n")
        number = next(line.split(":")[1].strip() for line in lines if line.lower().startswith("cseq"))
        yield lines[0].split()[0], number


def _answer(method: str, number: str, url: str) -> bytes:
    extra, body = "", ""
    if method == "DESCRIBE":
        extra, body = f"Content-Base: {url}/\r\nContent-Type: application/sdp\r\nContent-Length: {len(_SDP)}\r\n", _SDP
    elif method == "SETUP":
        extra = "Transport: RTP/AVP/TCP;unicast;interleaved=0-1\r\n"
    elif method == "OPTIONS":
        extra = "Public: OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN\r\n"
    return f"RTSP/1.0 200 OK\r\nCSeq: {number}\r\nSession: 1\r\n{extra}\r\n{body}".encode()


def _payloads(picture: Image) -> Iterator[tuple[bytes, bool]]:
    """RFC 2435 payloads of one picture, and whether each is the last. Sides must be multiples of 8."""
    coded = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 90])[1].tobytes()
    tables, scan = _split(coded)
    height, width = picture.shape[:2]
    for offset in range(0, len(scan), _PACKET):
        head = struct.pack("!B3sBBBB", 0, offset.to_bytes(3, "big"), 1, 255, width // 8, height // 8)
        if offset == 0:
            head += struct.pack("!BBH", 0, 0, len(tables)) + tables
        yield head + scan[offset : offset + _PACKET], offset + _PACKET >= len(scan)


def _split(coded: bytes) -> tuple[bytes, bytes]:
    """The quantisation tables and the scan of a baseline JPEG."""
    tables, at = b"", 2
    while True:
        marker, length = coded[at + 1], int.from_bytes(coded[at + 2 : at + 4], "big")
        segment = coded[at + 4 : at + 2 + length]
        at += 2 + length
        if marker == 0xDB:
            tables += b"".join(segment[start + 1 : start + 65] for start in range(0, len(segment), 65))
        if marker == 0xDA:
            return tables, coded[at:-2]
