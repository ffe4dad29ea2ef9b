"""Scoring sentences (评分标准) as people write them, read into expressions of the rule language.

`read` proposes; a person confirms. A sentence is read whole or not at all. `spoken` says a reading again in
one Chinese sentence, `points_of` gives figures to try it with.
"""

from workbooks.sentences.pieces.outcome import Kind, Need, Question, Reading, Sentence, Status
from workbooks.sentences.reading import read
from workbooks.sentences.spoken import spoken
from workbooks.sentences.trials import TrialPoint, points_of

__all__ = [
    "Kind",
    "Need",
    "Question",
    "Reading",
    "Sentence",
    "Status",
    "TrialPoint",
    "points_of",
    "read",
    "spoken",
]
