"""The terms of English time expressions, as patterns over lower-case text in one spelling."""

from __future__ import annotations

import re

from nlp.times.nodes import Unit
from nlp.times.words import any_of, load

W = load("english")
MONTHS, WEEKDAYS, SHIFTS, NUMERALS, ORDINALS = (W[k] for k in ("month", "weekday", "shift", "numeral", "ordinal"))
UNITS: dict[str, Unit] = W["unit"]
PARTS: dict[str, str] = W["part"]
NAMED = {name: entry["name"] for entry in load("named")["day"] for name in entry.get("en", [])}

MON = f"(?P<mon>{any_of(MONTHS)})(?:\\.(?= ?[0-9])|(?![a-z]))"
WD = f"(?P<wd>{any_of(k for k in WEEKDAYS if WEEKDAYS[k] < 7)})(?![a-z])"
DAYN = f"(?:(?P<d>3[01]|[12][0-9]|0?[1-9])(?:st|nd|rd|th)?(?![0-9a-z%]|[.,][0-9])|(?P<do>{any_of(ORDINALS)})(?![a-z-]))"
NUM = f"(?P<n>[0-9]{{1,4}}(?:\\.[0-9])?|{any_of(NUMERALS)})"
UNIT = f"(?:business |calendar |consecutive |working )?(?P<u>{any_of(UNITS)})(?![a-z])"
SHIFT = f"(?P<shift>{any_of(SHIFTS)})"
DAYPART = (
    "(?: (?:early[ -]|late[ -]|mid-?)?(?:morning|afternoon|evening|night|noon|midnight"
    "|lunch))?(?:,? (?:at )?[0-9]{1,2}(?::[0-9]{2})? ?(?:a\\.?m\\.?|p\\.?m\\.?)|,? (?:at )?[0-9]{1,2}:[0-9]{2})?"
)

YEAR = re.compile(
    "(?:the )?(?:(?P<fiscal>fiscal year |fiscal |financial year |fy ?)|calendar year |cy )?(?:(?P<y>(?:19|20)[0-9]{2})(?![0-9a-z%]"
    "|[-/.,][0-9])|['’](?P<ys>[0-9]{2})(?![0-9'’]))"
    "|fy(?P<fy>(?:20)?[0-9]{2})(?![0-9])|(?P<rel>(?:this|last|next|current|the current|the previous|the past|the next"
    "|the coming) (?:(?P<rf>fiscal|financial) )?(?:year|yr)(?!s)(?:['’]s)?)"
    "|(?P<ana>(?:that|the same|the following|the next|the previous) year)|(?P<unsaid>(?:the |this )?year)(?![a-z-]| (?:earlier|ago"
    "|before|on|over|later))"
)
OF_YEAR = re.compile(",?(?: (?:of|in|for|from))?(?: the)? ?")
QUARTER = re.compile(
    "(?:the )?(?P<f>fiscal |financial )?(?:(?P<o>first|second|third|fourth|1st|2nd|3rd|4th|final|last)(?:[ -]|- )(?P<fq>fiscal "
    "|financial )?(?:quarter|qtr)(?!s"
    "|ly|[ -]finals?|back)|q(?P<q>[1-4])(?![0-9a-z])|(?P<x>[1-4])q(?P<xy>[0-9]{2})?(?![0-9a-z]))"
)
HALF = re.compile(
    "(?:the )?(?:(?P<o>first|second|1st|2nd)(?: |-)half(?! (?:hour|dozen|million|billion))|h(?P<h>[12])(?![0-9a-z])|(?P<x>[12])h(?P<xy>[0-9]{2})?(?![0-9a-z]))"
)
FIRST_N = re.compile(f"(?:the )?(?P<o>first|last|final) {NUM} (?P<u>months|quarters|weeks|days)(?![a-z])")
YEAR_FIRST = re.compile("(?P<y>(?:19|20)[0-9]{2})(?: ?-?/?(?:q(?P<q>[1-4])|h(?P<h>[12]))(?![0-9a-z])| (?:(?P<o>first|second|third|fourth) quarter))")
MONTH_DAY = re.compile(
    f"{MON}[ -]?(?:the )?{DAYN}(?: ?(?:-|to|through|thru|until|and the|~) ?(?:the )?(?P<d2>3[01]|[12][0-9]|0?[1-9])(?:st|nd|rd|th)?(?![0-9a-z:/]))?"
)
DAY_MONTH = re.compile(
    f"(?:the )?(?:(?:{DAYN} ?(?:-|to|through|until|and) ?(?:the )?)??(?P<e>3[01]|[12][0-9]|0?[1-9])(?:st|nd|rd|th)?[ -](?:day )?(?:of )?"
    f"|(?P<eo>{any_of(ORDINALS)})(?: day)?(?: of)? ){MON}"
)
MONTH_RANGE = re.compile(f"{MON} ?(?:-|to|through|until|~) ?{MON.replace('mon>', 'mon2>')}")
MONTH = re.compile(f"(?:month of |the month of )?{MON}")
WEEKDAY = re.compile(
    f"(?:(?P<shift>this past|this coming|last|this|next|past|previous|coming)[ -])?{WD}(?: of (?P<w2>last|this|next"
    f"|the following) week| (?P<w3>this|next|last) week)?"
)
RELATIVE = re.compile(
    f"{SHIFT} (?P<fis>fiscal |financial )?(?P<u>day|week|month|quarter|qtr|year|yr|decade|century|weekend|wkend|workweek)(?![a-z-])(?:['’]s)?"
)
WINDOW = re.compile(f"(?:over |during |in |within )?(?:the )?(?P<w>last|past|previous|next|coming|following|upcoming) {NUM}(?:[ -]|(?<=[0-9])){UNIT}")
WITHIN = re.compile(f"within (?:the )?(?:next )?{NUM} ?{UNIT}")
IN_LENGTH = re.compile(f"in {NUM}(?: more)? {UNIT}(?! of)")
LENGTH = re.compile(f"{NUM}(?: and a half)? ?(?:more )?{UNIT}(?:,? (?:and )?(?P<n2>[0-9]{{1,3}}|{any_of(NUMERALS)}) (?P<u2>{any_of(UNITS)})(?![a-z]))?")
AFTER_LENGTH = re.compile(
    "(?: (?P<ago>ago|back(?! to))| (?P<later>later|from now|hence|from today|after today)| (?P<earlier>earlier|before(?= ?[,.;]|$)"
    "|prior)| (?P<side>after|before|from) )"
)
DEICTIC = {"today": 0, "tonight": 0, "tonite": 0, "tomorrow": 1, "yesterday": -1}
DAY = re.compile(
    "(?P<two>(?:the )?day before yesterday)|(?P<plus>(?:the )?day after tomorrow)|(?P<w>today|tonight|tonite|tomorrow"
    "|yesterday)(?![a-z])|(?P<ln>last night)|(?P<tm>this (?:morning|afternoon|evening))|(?P<same>(?:the )?same day|that day"
    "|the next day|the following day)"
)
PART = re.compile(
    "(?:as early as |the )?(?:very )?(?P<p>early|mid|late|beginning|start|middle|end|earlier|later)(?P<of> of| in)?(?:[ -](?:the )?)(?=[a-z0-9'])"
)
DECADE = re.compile("(?:the )?(?:(?P<c>1[0-9]|20)?(?P<t>[0-9]0)['’]?s)(?![a-z])|(?:the )?(?P<cent>[0-9]{1,2})(?:st|nd|rd|th) +century|(?:the )?last century")
SINCE = re.compile("(?:(?:ever )?since) ")
OPEN = re.compile(
    "(?P<b>before|prior to|no later than|earlier than)|(?P<a>after|later than)|(?P<f>starting(?: from| on)?|beginning(?: on| in)?)"
    "|(?P<t>through|till|until|up to)"
)
TO = re.compile(" ?(?:-{1,2}|~) ?| (?:to|until|till|thru|through|and) ")
YEAR_TO_DATE = re.compile("so far (?P<s>this year|this month|this quarter)|year[- ]to[- ]date|(?P<ytd>ytd)(?![a-z])")
YEAR_EARLIER = re.compile(
    "(?:the )?(?:same )?(?:period |quarter )?(?:a |one )year (?:earlier|before)|(?:the )?year-(?:ago|earlier)(?: (?:period|quarter))?"
    "|(?:the )?same (?:period|quarter) (?:a year (?:ago|earlier)|last year|of last year|in the previous year|of the previous year)"
)
BARE_BEFORE = re.compile(
    "(?:^|\\b(?:in|since|by|of|from|to|until|till|through|during|for|between|after|before|and|or|year|early|mid|late|fiscal|around"
    "|circa|throughout|than|the|back in|as of|not|over)[ -]|[(=>,]\\s?|[\\n;] ?|['’]s )$"
)
BARE_AFTER = re.compile(
    "(?! ?(?:million|billion|m\\b|bn\\b|users|people|units|employees|percent|per cent|%|points|yuan|dollars|km|miles|stores"
    "|[a-z]+ users|items|feet|other|more|times|jobs|shares))(?![0-9a-z%$])(?![.,:/-][0-9])"
)

LATIN = re.compile("[0-9.,/'’-]{0,10} ?[a-z'’/-]")
FOREIGN_YEAR = "(?<![^\\s(=>,;-])(?:19|20)[0-9]{2}(?![0-9])"  # a year without a Latin letter beside it, behind what may stand before one
FIGURE = re.compile(f"{LATIN.pattern}|{FOREIGN_YEAR}")
# Words that begin an expression by themselves, and words that do so only before one of the others.
OPENING = frozenset(
    word.split()[0].split("-")[0].split("'")[0].split("’")[0]
    for word in (*MONTHS, *WEEKDAYS, *NAMED, *DEICTIC, *PARTS, "year-end", "ytd", "eoy", "eom", "bom", "fy", "q", "h", "week ")
) - {"the"}
LEADING = frozenset(
    (
        "the",
        "this",
        "that",
        "last",
        "past",
        "previous",
        "prior",
        "next",
        "coming",
        "upcoming",
        "following",
        "current",
        "over",
        "during",
        "in",
        "within",
        "since",
        "ever",
        "before",
        "after",
        "so",
        "same",
        "final",
        "my",
        "no",
        "as",
        "cy",
        "calendar",
        "until",
        "till",
        "through",
        "later",
        "earlier",
        "fiscal",
        "financial",
        "year",
        "month",
        "day",
        "week",
        "starting",
        "beginning",
        *(word.split()[0] for word in (*NUMERALS, *ORDINALS)),
    )
)
FOLLOWING = (
    OPENING
    | LEADING
    | frozenset(
        (
            *UNITS,
            "ago",
            "weekend",
            "wkend",
            "half",
            "third",
            "day",
            "to",
            "far",
            "of",
            "business",
            "couple",
            "few",
            "century",
            "qtr",
            "on",
            "years",
            "workweek",
            "morning",
            "afternoon",
            "evening",
            "night",
            *MONTHS,
        )
    )
)


def _starts() -> re.Pattern[str]:
    """The first character of an expression; what follows it is only looked at."""
    opening, leading, following = (any_of(word for word in words if word.isalpha()) for words in (OPENING, LEADING, FOLLOWING))
    next_word = f"['’]?s?[ -]{{1,2}}(?:the (?=['’]?[a-z0-9]))?+['’]?(?:[0-9]|{following}(?![a-z]))"
    begins = (
        f"[a-z](?<=(?={opening}(?![a-z])|{leading}(?![a-z]){next_word}).)",
        f"[0-9](?<=(?={LATIN.pattern}|(?<=[\\x00-\\x7f][^a-z0-9]){FOREIGN_YEAR}).)",
        "['’][0-9]{2}",
    )
    return re.compile(f"[a-z0-9'’](?<![a-z0-9].)(?<=(?={'|'.join(begins)}).)")


STARTS = _starts()


def starts(low: str) -> list[int]:
    """Places of lower-case text where an English expression may begin, in order."""
    return [head.start() for head in STARTS.finditer(low)]


UP_TO_NOW = re.compile("(?:now|date|present|the present)(?![a-z])")
YEAR_MONTH_DAY = re.compile(f"(?P<y>(?:19|20)[0-9]{{2}})[-/ ](?:{MON})[-/ ](?P<d>3[01]|[12][0-9]|0?[1-9])(?![0-9])")
YEAR_MONTH = re.compile(f"(?P<y>(?:19|20)[0-9]{{2}}) (?:{MON})(?! [0-9])")
MONTH_YEAR = re.compile("(?P<m>1[0-2]|0?[1-9])[-/](?P<y>(?:19|20)[0-9]{2})(?![0-9/-])")
MONTH_DAY_YEAR = re.compile("(?P<a>[0-9]{1,2})(?P<s>[-/])(?P<b>[0-9]{1,2})(?P=s)(?P<y>(?:19|20)[0-9]{2})(?![0-9/])")
SLASHED = re.compile("(?P<m>1[0-2]|0?[1-9])/(?P<d>3[01]|[12][0-9]|0?[1-9])(?![0-9/%.a-z])")
AFTER_NEXT = re.compile("(?:the )?(?P<u>week|month|year|weekend) after (?:the )?next(?![a-z])")
YEAR_END = re.compile("(?:the )?(?:year-end|end of (?:the )?year|eoy)(?![a-z])(?P<y> (?:19|20)[0-9]{2})?")
MONTH_END = re.compile("(?:the )?(?:(?P<e>end|beginning|start) of (?:the )?month|(?P<eom>[eb]om))(?![a-z])(?! of)")
LATER_YEAR = re.compile("(?: [^,.;:\\n0-9]{1,44}?)? (?:in |of )?(?=(?:19|20)[0-9]{2}(?![0-9])|(?:this|last|that) year)")
OF_OTHER = re.compile(" of (?!the year)")
YEAR_TAIL = re.compile("(?:-|,? ?)(?:(?:of|in) )?(?=(?:19|20)[0-9]{2}(?![0-9])|['’][0-9]{2}|(?:this|last|next|that|the same|the following) year)")
DAY_TAIL = re.compile(DAYPART)
NTH = re.compile(
    f"(?:the )?(?:(?P<o>{any_of(ORDINALS)}|last|final|1st|2nd|3rd|4th)(?P<l> last)?) (?:(?P<u>week|day|month)|{WD}) (?:of|in)(?: the)? "
    f"|(?:the )?week (?:of|starting on|beginning on|starting|beginning) (?P<wk>)|week (?P<wn>[0-9]{{1,2}})(?![0-9:])"
)
COMMA_THE = re.compile(",? (?:the )?")
WEEKDAY_DAY = re.compile(",? (?:the )?(?P<d>[0-9]{1,2})(?:st|nd|rd|th)(?![a-z])")
ON_THE = re.compile("the (?P<d>3[01]|[12][0-9]|0?[1-9])(?:st|nd|rd|th)(?=[.,;]|$| (?:of (?:this|next|last) month)| (?:and|to|at|in)\\b)")
OF_MONTH = re.compile(" of (this|next|last) month")
NAME = re.compile(f"(?:the )?(?P<name>{any_of(NAMED)})(?![a-z])")
YEARS = re.compile("((?:19|20)[0-9]{2}) ?- ?((?:19|20)[0-9]{2})(?![0-9a-z/-])")
ENDED = re.compile(" (?:that )?(?:ended|ending|to) (?:on )?")
PERIOD_ENDED = re.compile(
    "(?:the )?(?:(?:fiscal|financial|first|second|third|fourth) )*(?P<u>quarter|half|year|month) (?:that )?(?:ended|ending|to) (?:on )?(?:the )?"
)
MONTH_QUARTER = re.compile("(?:the )?(?P<m>march|june|september|december)[ -]quarter(?![a-z])")
ISO = re.compile("((?:19|20)[0-9]{2})-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])(?![0-9])")
FISCAL_YEAR = re.compile(" (?:fiscal|financial) year")
FOUR_DIGITS = re.compile("(?:19|20)[0-9]{2}(?![0-9])")
