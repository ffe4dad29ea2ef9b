"""Scoring sentences (评分标准) as people write them, read into expressions of the rule language.

`read` proposes; a person confirms. A sentence is read whole or not at all.
"""

from workbooks.sentences.outcome import Kind, Need, Question, Reading, Sentence, Status
from workbooks.sentences.reading import read

__all__ = ["Kind", "Need", "Question", "Reading", "Sentence", "Status", "read"]
