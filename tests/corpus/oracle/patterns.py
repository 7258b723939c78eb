"""Texts for a regular expression, as far as the documents of the corpus need: no back references; what looks ahead or
behind is left out here, and whoever asks checks the text."""

import re

from re import _constants as kinds
from re import _parser as parser

ANY = [chr(code) for code in range(0x20, 0x7F)]
DIGITS = [chr(code) for code in range(0x30, 0x3A)]
WORD = [sign for sign in ANY if sign.isalnum() or sign == "_"]
CLASSES = {
    kinds.CATEGORY_DIGIT: DIGITS,
    kinds.CATEGORY_NOT_DIGIT: [sign for sign in ANY if sign not in DIGITS],
    kinds.CATEGORY_WORD: WORD,
    kinds.CATEGORY_NOT_WORD: [sign for sign in ANY if sign not in WORD],
    kinds.CATEGORY_SPACE: [" "],
    kinds.CATEGORY_NOT_SPACE: [sign for sign in ANY if sign != " "],
}


def text_for(pattern, dice, more=6):
    """A text that the pattern probably takes; repeats without an upper bound come to at most `more`."""
    return "".join(made(parser.parse(pattern), dice, more))


def fits(pattern, text):
    """Whether the pattern takes the text, by ECMA-262 as far as it matters here: ASCII classes, `$` is the very end."""
    return re.search(re.sub(r"(?<!\\)\$(?=$|\||\))", r"\\Z", pattern), text, re.ASCII) is not None


def made(parts, dice, more):
    for what, detail in parts:
        if what is kinds.LITERAL:
            yield chr(detail)
        elif what is kinds.NOT_LITERAL:
            yield dice.choice([sign for sign in ANY if ord(sign) != detail])
        elif what is kinds.ANY:
            yield dice.choice(ANY)
        elif what is kinds.IN:
            yield dice.choice(members(detail))
        elif what is kinds.BRANCH:
            yield from made(dice.choice(detail[1]), dice, more)
        elif what is kinds.SUBPATTERN:
            yield from made(detail[-1], dice, more)
        elif what in (kinds.MAX_REPEAT, kinds.MIN_REPEAT):
            least, most, inner = detail
            for _ in range(dice.randint(least, min(int(most), max(least, least + more)))):
                yield from made(inner, dice, more)
        elif what not in (kinds.AT, kinds.ASSERT, kinds.ASSERT_NOT):
            raise ValueError(f"no text for {what}")


def members(parts):
    found, negated = [], False
    for what, detail in parts:
        if what is kinds.NEGATE:
            negated = True
        elif what is kinds.LITERAL:
            found.append(chr(detail))
        elif what is kinds.RANGE:
            found.extend(chr(code) for code in range(detail[0], detail[1] + 1))
        elif what is kinds.CATEGORY:
            found.extend(CLASSES[detail])
    return [sign for sign in ANY if sign not in found] if negated else found
