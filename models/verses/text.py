# SPDX-License-Identifier: Apache-2.0
"""The text that the model learns: the paragraphs of a public-domain Bible in modern English, out of a Debian package.

The package holds a SWORD module: books of OSIS markup, each compressed with zlib. Only running text is kept; headings,
notes and references go.
"""

import pathlib
import re
import struct
import subprocess
import tempfile
import zlib

PACKAGE = "sword-text-web"
MODULE = "usr/share/sword/modules/texts/ztext/engWEB2015eb"
LEFT_OUT = re.compile(r"<(note|title)\b[^>]*?(/>|>.*?</\1>)", re.DOTALL)
PARAGRAPH = re.compile(r'<div [^>]*sID="[^"]*"[^>]*type="x-p"/>|<chapter [^>]*sID[^>]*/>|<div [^>]*type="book"/>')
MARKUP = re.compile(r"<[^>]*>")
SENTENCE_END = re.compile(r"(?<=[.?!][”’])\s|(?<=[.?!])\s")


def fetch_package(folder):
    """Gets the package with apt-get, which checks its signature, and unpacks it in the folder."""
    subprocess.run(["apt-get", "download", "-q", PACKAGE], cwd=folder, check=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    (package,) = pathlib.Path(folder).glob(f"{PACKAGE}_*.deb")
    subprocess.run(["dpkg", "-x", package, folder], check=True)


def read_books(module, testament):
    """Yields the markup of each book; an index entry is three u32: offset, compressed size, size."""
    packed = (module / f"{testament}.bzz").read_bytes()
    for offset, size, _ in struct.iter_unpack("<III", (module / f"{testament}.bzs").read_bytes()):
        yield zlib.decompress(packed[offset:offset + size]).decode()


def paragraphs_of(book):
    book = book[max(book.find("<chapter "), 0):]  # without the titles, and the preface before the first book
    book = LEFT_OUT.sub("", book.replace("</note><w", "</note> <w"))  # a note may stand for the blank of two words
    for part in PARAGRAPH.split(book):
        # Lines of verse have no blank between them.
        words = MARKUP.sub("", re.sub(r"<(l|lg|milestone)\b", r" <\1", part)).split()
        if len(words) >= 8:
            yield " ".join(words)


def read_paragraphs():
    """Returns all paragraphs in the order of the books."""
    with tempfile.TemporaryDirectory() as folder:
        fetch_package(folder)
        module = pathlib.Path(folder) / MODULE
        return [paragraph for testament in ("ot", "nt") for book in read_books(module, testament)
                for paragraph in paragraphs_of(book)]


def sentences(paragraph):
    return SENTENCE_END.split(paragraph)
