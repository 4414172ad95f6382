"""Function words, as stems: in a sentence's neighbours they say nothing about the sentence."""

from __future__ import annotations

from index.analysis import terms

STOPWORDS = frozenset(
    terms(
        "a about after all also an and any are as at be been before being but by can could did do"
        " does for from had has have he her him his how i if in into is it its may more most my no"
        " not of on one or other our out over said same she should so some such than that the"
        " their them then there these they this those to two under up was we were what when where"
        " which while who will with would you your"
    )
)
