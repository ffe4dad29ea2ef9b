"""Ways to damage a file: bits, members of its package, pieces of its XML; each seeded."""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Callable
from itertools import pairwise

Parts = dict[str, bytes]
Mutation = Callable[[bytes, random.Random], bytes]

_TAG = re.compile(rb"<[^<>]+>")
_ATTRIBUTE = re.compile(rb'\s[\w:]+="[^"<>]*"')
_VALUE = re.compile(rb'(?<==")[^"<>]*(?=")')
_TEXT = re.compile(rb"(?<=>)[^<>]+(?=<)")
_ODD = (
    *(
        b"",
        b"-1",
        b"0",
        b"99999999999",
        b"1e400",
        b"nan",
        b"inf",
        b"#REF!",
        b"A1:XFD1048576",
        b"AAAA1",
        b"A0",
    ),
    *(
        b"true",
        b"=1/0",
        b"\xe7\x94\xb2" * 300,
        b"9" * 400,
        b"_x0000_",
        b"1.5.2",
        b"rId99",
        b"../../x",
        b"$A$1",
    ),
    *(b"(" * 200, b"Sheet1!A1", b"'", b"&#9;", b"2021-02-30", b"45%%", b"\xef\xbc\x95", b"\xe2\x80\x94"),
)


def flipped(content: bytes, chance: random.Random) -> bytes:
    """A few bits turned anywhere in the file."""
    changed = bytearray(content)
    for _ in range(chance.choice((1, 3, 20))):
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def truncated(content: bytes, chance: random.Random) -> bytes:
    """The beginning of the file only."""
    return content[: chance.randrange(len(content))]


def filled_up(content: bytes, chance: random.Random) -> bytes:
    """A run of bytes replaced by zeros, as by a bad copy."""
    start = chance.randrange(len(content))
    size = min(chance.choice((16, 512, 4096)), len(content) - start)
    return content[:start] + b"\0" * size + content[start + size :]


def _in_package(change: Callable[[Parts, random.Random], None]) -> Mutation:
    def mutated(content: bytes, chance: random.Random) -> bytes:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        change(parts, chance)
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, part in parts.items():
                archive.writestr(name, part)
        return stream.getvalue()

    return mutated


def _dropped(parts: Parts, chance: random.Random) -> None:
    del parts[chance.choice([*parts])]


def _swapped(parts: Parts, chance: random.Random) -> None:
    one, other = chance.sample([*parts], 2)
    parts[one], parts[other] = parts[other], parts[one]


def _renamed(parts: Parts, chance: random.Random) -> None:
    name = chance.choice([*parts])
    parts[chance.choice((name.upper(), f"/{name}", name.replace("/", "\\"), f"{name}1"))] = parts.pop(name)


def _emptied(parts: Parts, chance: random.Random) -> None:
    parts[chance.choice([*parts])] = chance.choice((b"", b"<x/>", b"\xff\xfe", b"<!DOCTYPE a><a/>"))


def _cut(parts: Parts, chance: random.Random) -> None:
    name = chance.choice([*parts])
    parts[name] = parts[name][: chance.randrange(len(parts[name]) + 1)]


def _some(content: bytes, pattern: re.Pattern[bytes], chance: random.Random) -> re.Match[bytes] | None:
    found = [*pattern.finditer(content)]
    return chance.choice(found) if found else None


def _spliced(content: bytes, where: re.Match[bytes], by: bytes) -> bytes:
    return content[: where.start()] + by + content[where.end() :]


def _xml(change: Callable[[bytes, random.Random], bytes]) -> Mutation:
    """Changes one part of XML one to four times; it mostly stays well-formed."""

    def of_parts(parts: Parts, chance: random.Random) -> None:
        names = [name for name in parts if name.endswith((".xml", ".rels"))]
        # Sheets are where most is read; the same chance for them as for all else.
        sheets = [name for name in names if "worksheets/sheet" in name]
        name = chance.choice(sheets if sheets and chance.random() < 0.5 else names)
        for _ in range(chance.randint(1, 4)):
            parts[name] = change(parts[name], chance)

    return _in_package(of_parts)


def _odd_value(content: bytes, chance: random.Random) -> bytes:
    found = _some(content, _VALUE, chance)
    return _spliced(content, found, chance.choice(_ODD)) if found else content


def _no_attribute(content: bytes, chance: random.Random) -> bytes:
    found = _some(content, _ATTRIBUTE, chance)
    return _spliced(content, found, b"") if found else content


def _odd_text(content: bytes, chance: random.Random) -> bytes:
    found = _some(content, _TEXT, chance)
    return _spliced(content, found, chance.choice(_ODD)) if found else content


def _element(content: bytes, chance: random.Random, times: int) -> bytes:
    """An element with no element inside it, so many times in place of once."""
    tags = [*_TAG.finditer(content)]
    whole = [(one.start(), one.end()) for one in tags if one[0].endswith(b"/>")]
    whole += [
        (one.start(), other.end())
        for one, other in pairwise(tags)
        if other[0][1:2] == b"/" and one[0][1:2] not in b"/?!" and not one[0].endswith(b"/>")
    ]
    if not whole:
        return content
    start, end = chance.choice(whole)
    return content[:start] + content[start:end] * times + content[end:]


def _no_element(content: bytes, chance: random.Random) -> bytes:
    return _element(content, chance, 0)


def _doubled_element(content: bytes, chance: random.Random) -> bytes:
    return _element(content, chance, chance.choice((2, 2, 500)))


def _swapped_values(content: bytes, chance: random.Random) -> bytes:
    found = [*_VALUE.finditer(content)]
    if len(found) < 2:
        return content
    one, other = sorted(chance.sample(found, 2), key=lambda each: each.start())
    return (
        content[: one.start()]
        + other[0]
        + content[one.end() : other.start()]
        + one[0]
        + content[other.end() :]
    )


ANY_FILE: dict[str, Mutation] = {"bits": flipped, "cut short": truncated, "zeros": filled_up}
PACKAGES: dict[str, Mutation] = {
    "member dropped": _in_package(_dropped),
    "members swapped": _in_package(_swapped),
    "member renamed": _in_package(_renamed),
    "member emptied": _in_package(_emptied),
    "member cut": _in_package(_cut),
    "odd value": _xml(_odd_value),
    "no attribute": _xml(_no_attribute),
    "odd text": _xml(_odd_text),
    "no element": _xml(_no_element),
    "element twice": _xml(_doubled_element),
    "values swapped": _xml(_swapped_values),
}


def mutate(content: bytes, chance: random.Random) -> tuple[str, bytes]:
    """A file damaged in one way, and the name of the way."""
    # Most damage to a package as a whole is refused at once; what is inside it is read further.
    ways = PACKAGES if _is_sound(content) and chance.random() < 0.85 else ANY_FILE
    name = chance.choice([*ways])
    return name, ways[name](content, chance)


def _is_sound(content: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return archive.testzip() is None
    # Some sources are damaged already, in every way there is.
    except Exception:
        return False
