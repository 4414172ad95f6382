"""The retrieval score: BM25 in each of a sentence's fields, weighed and added.

Robertson and Zaragoza 2009, "The Probabilistic Relevance Framework: BM25 and Beyond": the term
weight is equation 3.15; the fields are added after saturation, as Whoosh's ``BM25F`` does, and the
inverse document frequency is the one that Whoosh uses.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Bm25f:
    """The free parameters: saturation k1, length normalisation b, and the weight of each field.

    ``around`` is the neighbours of a sentence: they say what it is about when it only says "the
    deal". The defaults were chosen on training questions by ``python -m bench.fit_retrieval``.
    """

    k1: float = 0.9
    b: float = 0.3
    text: float = 1.0
    around: float = 0.2
    title: float = 0.5

    def impact(
        self,
        weight: float,
        frequency: NDArray[np.int64],
        holding: NDArray[np.int64],
        length: NDArray[np.int64],
        lengths: NDArray[np.int64],
    ) -> NDArray[np.float32]:
        """Return what each posting of one field adds to the score of its document.

        Of each posting, ``frequency`` is how often the term occurs in the field, ``holding`` how
        many documents hold the term there, and ``length`` how many terms the field has;
        ``lengths`` are those of all documents.
        """
        average = max(float(lengths.mean()), 1.0) if len(lengths) else 1.0
        inverse = np.log(len(lengths) / (holding + 1)) + 1
        norm = self.k1 * (1 - self.b + self.b * length / average)
        # The logarithm falls below zero for a term that nearly every document of a small
        # collection holds; a match never counts against a document.
        impact = weight * np.maximum(inverse, 0) * frequency * (self.k1 + 1) / (frequency + norm)
        return np.asarray(impact, np.float32)
