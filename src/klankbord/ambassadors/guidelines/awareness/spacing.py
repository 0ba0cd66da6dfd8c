"""When the next situation of a clause comes: spread over a year, and only while people are at work.

Cepeda, Vul, Rohrer, Wixted and Pashler ("Spacing effects in learning", Psychological Science 19,
2008) found that what must be known after a year is best met again after about a twentieth of it:
three weeks. Gaps that grow keep it fresh meanwhile (Kang, Lindsey, Mozer and Pashler, Psychonomic
Bulletin & Review 21, 2014): so the third comes nine weeks later, and every next one too.
"""

import datetime as dt

GAPS = (dt.timedelta(days=21), dt.timedelta(days=63))
DAY = dt.timedelta(days=1)
SATURDAY, WEEK = 5, 7


def next_day(*, answered_on: dt.date, n_answered: int) -> dt.date:
    """Find the first working day on which the next situation of a clause may come."""
    return working_day(answered_on + GAPS[min(n_answered, len(GAPS)) - 1])


def working_day(day: dt.date) -> dt.date:
    """Find the day itself, or the Monday after a weekend."""
    return day + (WEEK - day.weekday()) * DAY if day.weekday() >= SATURDAY else day
