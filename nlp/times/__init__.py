"""Time expressions in Chinese and English, resolved against the time of writing."""

from nlp.times.find import find_times as find_times
from nlp.times.period import period_dates as period_dates
from nlp.times.period import period_of as period_of
from nlp.times.period import period_text as period_text
from nlp.times.vague import find_vague as find_vague
