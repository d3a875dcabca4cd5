"""PDF documents written by hand, so that their sizes and marks are known to the point."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

A4 = b"/MediaBox [0 0 595.276 841.89]"

_PAD = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")
_ID = b"0123456789abcdef"


def pdf_bytes(pages: Sequence[bytes] = (A4,), content: bytes = b"", password: str | None = None) -> bytes:
    """Return a document with a page for each of `pages`, the entries of its dictionary.

    `content` is drawn on all of them. With a password, which may be empty, it is protected by it.
    """
    count, kids = len(pages), b" ".join(b"%d 0 R" % (i + 4) for i in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count %d /Kids [%s] >>" % (count, kids),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        *(b"<< /Type /Page /Parent 2 0 R /Contents 3 0 R %s >>" % page for page in pages),
    ]
    trailer = b"/Root 1 0 R"
    if password is not None:
        objects.append(_protection(password))
        trailer += b" /Encrypt %d 0 R /ID [<%s> <%s>]" % (
            len(objects),
            _ID.hex().encode(),
            _ID.hex().encode(),
        )
    data, places = b"%PDF-1.4\n", []
    for number, text in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, text)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    end = b"trailer << /Size %d %s >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer, len(data))
    return data + head + table + end


def squares(*corners: tuple[float, float], side: float = 6.0) -> bytes:
    """Return a content that fills black squares with these lower left corners [points]."""
    return b"0 g " + b" ".join(b"%.3f %.3f %.3f %.3f re f" % (x, y, side, side) for x, y in corners)


def _protection(password: str) -> bytes:
    """Return the dictionary of the oldest protection (PDF 1.4, section 3.5.2: RC4 of 40 bits)."""
    user = (password.encode() + _PAD)[:32]
    owner = _rc4(hashlib.md5(_PAD).digest()[:5], user)
    rights = b"\xfc\xff\xff\xff"
    key = hashlib.md5(user + owner + rights + _ID).digest()[:5]
    values = (owner.hex().encode(), _rc4(key, _PAD).hex().encode())
    return b"<< /Filter /Standard /V 1 /R 2 /P -4 /O <%s> /U <%s> >>" % values


def _rc4(key: bytes, data: bytes) -> bytes:
    state, j = list(range(256)), 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    out, i, j = bytearray(), 0, 0
    for byte in data:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        out.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(out)
