"""The compression of VBA streams, undone by oletools."""

from __future__ import annotations

import random
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from addin.excel.compression import CHUNK, compress
from tests.support.vba import decompressed


def noise(length: int, seed: int = 1) -> bytes:
    """Bytes in which hardly anything repeats."""
    return random.Random(seed).randbytes(length)


@pytest.mark.parametrize(
    "plain",
    [
        b"",
        b"a",
        b"abcabcabcabc",
        b"a" * CHUNK,
        b"a" * (CHUNK + 1),
        b"#aaabcdefaaaaghijaaaaaklaaamnopqaaaaaaaaaaaarstuvwxyzaaa",
        string.printable.encode() * 500,
        noise(CHUNK),
        noise(3 * CHUNK) + b"End Sub\r\n",
    ],
    ids=["empty", "one", "repeat", "full", "over", "specification", "long", "noise", "noise-then-text"],
)
def test_what_goes_in_comes_out(plain):
    assert decompressed(compress(plain)) == plain


@given(st.text(alphabet="abAB \r\n=\"'()", max_size=2 * CHUNK))
def test_any_text_comes_out(text):
    assert decompressed(compress(text.encode())) == text.encode()


def test_text_becomes_smaller_and_noise_hardly_larger():
    text = b"Public Sub Example()\r\n    Range(1).Value = 1\r\nEnd Sub\r\n" * 400
    assert len(compress(text)) < len(text) / 4
    assert len(compress(noise(CHUNK))) == 1 + 2 + CHUNK


def test_a_last_part_that_does_not_shrink_is_refused_instead_of_padded():
    with pytest.raises(ValueError, match="cannot be compressed"):
        compress(noise(CHUNK - 1))


def test_a_damaged_stream_does_not_pass_for_the_text():
    plain = b"Range(1).Value = 1\r\n" * 40
    packed = bytearray(compress(plain))
    packed[20] ^= 0x01
    assert decompressed(bytes(packed)) != plain
