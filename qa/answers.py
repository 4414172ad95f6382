"""Candidates become answers: grouped by what they say, or withheld with a reason."""

from __future__ import annotations

from collections.abc import Sequence

from qa.question import AnswerType, Question
from qa.ranking import Candidate, answer_key
from qa.reply import Answer, Evidence, NoAnswer, Reason

_MOST_EVIDENCE = 5


def group(candidates: Sequence[Candidate], most: int) -> list[Answer]:
    """Return up to ``most`` answers, the most probable first.

    Candidates that say the same are one answer, whose evidence they are; its confidence is that
    of the best of them. A candidate that only overlaps a better one in the same place is a worse
    cut of the same words and makes no answer of its own.
    """
    groups: dict[str, list[Candidate]] = {}
    for candidate in candidates:
        key = _meaning(candidate)
        if key in groups:
            groups[key].append(candidate)
        elif not any(_overlap(candidate, other[0]) for other in groups.values()):
            groups[key] = [candidate]
    return [_answer(members) for members in list(groups.values())[:most]]


def withhold(
    question: Question, candidates: Sequence[Candidate], threshold: float
) -> NoAnswer | None:
    """Return why no answer can be given, or None where the best candidate may be."""
    if question.expects is AnswerType.YES_NO:
        return NoAnswer(
            Reason.TYPE_MISMATCH,
            "The question wants a yes or a no, which Whence does not decide; the passages are the"
            " sentences that may settle it.",
        )
    if not candidates:
        return NoAnswer(
            Reason.TYPE_MISMATCH,
            f"Sentences about this were found, but none names a {_spoken(question.expects)}.",
        )
    if candidates[0].probability < threshold:
        return NoAnswer(
            Reason.LOW_CONFIDENCE,
            "These articles do not seem to say it: the best guess is right with a probability of"
            f" {candidates[0].probability:.0%} only.",
        )
    return None


def _meaning(candidate: Candidate) -> str:
    value = candidate.value
    if value is not None and value.normalised is not None:
        return f"{value.type.value}={value.normalised}"
    return answer_key(candidate.span.text) or candidate.span.text


def _overlap(one: Candidate, other: Candidate) -> bool:
    return (
        one.passage.article.id == other.passage.article.id
        and one.span.start < other.span.end
        and other.span.start < one.span.end
    )


def _answer(members: Sequence[Candidate]) -> Answer:
    best = members[0]
    evidence: dict[tuple[str, int], Evidence] = {}
    for member in members:
        sentence = member.passage.sentence_at(member.span.start)
        place = (member.passage.article.id, sentence.number)
        evidence.setdefault(place, Evidence(member.passage.article, sentence, member.span))
    return Answer(
        text=best.span.text,
        value=best.value,
        confidence=best.probability,
        evidence=tuple(evidence.values())[:_MOST_EVIDENCE],
    )


def _spoken(expects: AnswerType) -> str:
    return expects.value.replace("_", " ")
