"""The shape of each picture, in Altair. Colours are the design system's own custom properties.

Making a shape takes longer than drawing it: it is made once, and rows are put into a copy.
Loading Altair takes about a second: only `charts` comes here, when a picture is asked for.
"""

from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any

import altair as alt

Rows = Sequence[dict[str, Any]]
Spec = dict[str, Any]

TEXT = 13
LABEL_WIDTH = 150
VOLUME_HEIGHT = 230
SIDE_BY_SIDE = 7
SLANT = -40
HEAT = [f"var(--heat-{level})" for level in range(6)]
HEAT_INK = [*["var(--heat-ink-low)"] * 3, "var(--heat-ink-mid)", *["var(--heat-ink-high)"] * 2]


def volume(rows: Rows) -> Spec:
    """Draw a line over time with the days that stand out marked and named.

    Days on which something was not heard stand in a band, with a bar at its foot.
    """
    has_missed = any(row["missed"] for row in rows)
    return _filled(_volume(has_missed=has_missed), rows)


@cache
def _volume(*, has_missed: bool) -> Spec:
    data = _no_rows()
    x = alt.X(
        "at:T",
        scale=alt.Scale(type="utc"),
        axis=alt.Axis(title=None, grid=False, format="%-d %b", labelFlush=True, tickCount=7),
    )
    y = alt.Y("n:Q", axis=_number_axis(), scale=alt.Scale(domainMin=0, nice=True))
    lines = alt.Chart(data).encode(x=x, y=y)
    spikes = lines.transform_filter("datum.cause !== ''")
    hits = (
        alt.Chart(data, name="hit")
        .mark_rect(fill="transparent")
        .encode(x=alt.X("from:T", scale=alt.Scale(type="utc")), x2="to:T", description="tip:N")
    )
    return _spec(
        alt.layer(
            *(_missed_days(data) if has_missed else ()),
            lines.mark_area(fill="var(--data-1)", fillOpacity=0.12, aria=False),
            lines.mark_line(stroke="var(--data-1)", strokeWidth=2, strokeJoin="round", aria=False),
            spikes.mark_circle(fill="var(--spark)", size=70, opacity=1, aria=False),
            *(_spike_names(spikes, side) for side in ("left", "center", "right")),
            hits,
        ),
        height=VOLUME_HEIGHT,
    )


def _missed_days(data: Any) -> tuple[Any, Any]:
    days = (
        alt.Chart(data)
        .transform_filter("datum.missed")
        .encode(x=alt.X("from:T", scale=alt.Scale(type="utc")), x2="to:T")
    )
    foot = alt.value(VOLUME_HEIGHT), alt.value(VOLUME_HEIGHT - 5)
    return (
        days.mark_rect(fill="var(--ink-soft)", fillOpacity=0.14, aria=False),
        days.mark_rect(fill="var(--ink-soft)", fillOpacity=0.8, aria=False).encode(
            y=foot[0], y2=foot[1]
        ),
    )


def _spike_names(spikes: alt.Chart, side: Any) -> Any:
    return (
        spikes.transform_filter(f"datum.side === '{side}'")
        .mark_text(
            align=side,
            dy=-14,
            fill="var(--spark-ink)",
            fontSize=TEXT,
            fontWeight=600,
            limit=180,
            aria=False,
        )
        .encode(text="cause:N")
    )


def bars(rows: Rows) -> Spec:
    """Draw horizontal bars, each with its number at the end."""
    return _filled(_bars(), rows, height=30 * len(rows))


@cache
def _bars() -> Spec:
    chart = alt.Chart(_no_rows()).encode(
        x=alt.X("n:Q", axis=None, scale=alt.Scale(domainMin=0)),
        y=alt.Y("name:N", sort=None, axis=_name_axis()),
    )
    return _spec(
        alt.layer(
            chart.mark_bar(fill="var(--data-1)", cornerRadius=3, height={"band": 0.66}).encode(
                description="tip:N"
            ),
            chart.mark_text(
                align="left", dx=6, fill="var(--ink-soft)", fontSize=TEXT, aria=False
            ).encode(text="label:N"),
        ),
        height=30,
    )


def curve(rows: Rows, *, unit: str) -> Spec:
    """Draw a share that falls in steps, with its bounds; `unit` names what runs along below."""
    return _filled(_curve(unit), rows)


@lru_cache(maxsize=20)
def _curve(unit: str) -> Spec:
    x = alt.X(
        "at:Q",
        scale=alt.Scale(domainMin=0, nice=False),
        axis=alt.Axis(title=unit, grid=False, tickCount=7, titleColor="var(--muted)"),
    )
    y = alt.Y(
        "share:Q",
        scale=alt.Scale(domain=[0, 1]),
        axis=alt.Axis(title=None, format="%", tickCount=5, domain=False, ticks=False),
    )
    chart = alt.Chart(_no_rows())
    band = chart.mark_area(interpolate="step-after", fill="var(--data-1)", fillOpacity=0.15)
    line = chart.mark_line(
        interpolate="step-after", stroke="var(--data-1)", strokeWidth=2, aria=False
    )
    hits = chart.mark_circle(size=60, opacity=0).encode(x=x, y=y, description="tip:N")
    return _spec(
        alt.layer(band.encode(x=x, y=alt.Y("low:Q"), y2="high:Q"), line.encode(x=x, y=y), hits),
        height=230,
    )


def shares(rows: Rows) -> Spec:
    """Draw shares over time with their bounds, each line named at its end."""
    return _filled(_shares(), rows)


@cache
def _shares() -> Spec:
    colours = alt.Scale(domain=["0", "1"], range=["var(--data-1)", "var(--data-2)"])
    x = alt.X(
        "at:T",
        scale=alt.Scale(type="utc"),
        axis=alt.Axis(title=None, grid=False, format="%-d %b", labelFlush=True, tickCount=7),
    )
    axis = alt.Axis(title=None, format="%", tickCount=4, domain=False, ticks=False)
    y = alt.Y("share:Q", axis=axis, scale=alt.Scale(domainMin=0, nice=True))
    chart = alt.Chart(_no_rows())
    stroke = alt.Stroke("line:N", scale=colours, legend=None)
    fill = alt.Fill("line:N", scale=colours, legend=None)
    lines = chart.encode(x=x, y=y)
    return _spec(
        alt.layer(
            chart.mark_area(fillOpacity=0.15, aria=False).encode(
                x=x, y=alt.Y("low:Q"), y2="high:Q", fill=fill
            ),
            lines.mark_line(strokeWidth=2, aria=False).encode(stroke=stroke),
            lines.mark_circle(size=36, opacity=1, aria=False).encode(fill=fill),
            *(
                lines.mark_text(
                    align="right",
                    dy=dy,
                    fontSize=TEXT,
                    fontWeight=600,
                    fill="var(--ink)",
                    aria=False,
                ).encode(text=f"{side}:N")
                for side, dy in (("over", -12), ("under", 18))
            ),
            chart.mark_circle(size=160, opacity=0).encode(x=x, y=y, description="tip:N"),
        ),
        height=230,
    )


def ranges(rows: Rows, *, scale: tuple[float, float]) -> Spec:
    """Draw means as dots between their bounds on a scale, with open dots where they were."""
    return _filled(_ranges(scale), rows, height=44 * len(rows))


@lru_cache(maxsize=20)
def _ranges(scale: tuple[float, float]) -> Spec:
    low, high = scale
    axis = alt.Axis(title=None, format="d", tickCount=int(high - low), domain=False, ticks=False)
    whole = alt.Scale(domain=[low, high], nice=False, zero=False)
    x = alt.X("value:Q", axis=axis, scale=whole)
    chart = alt.Chart(_no_rows()).encode(y=alt.Y("name:N", sort=None, axis=_name_axis()))
    bounds = chart.mark_rule(stroke="var(--data-1)", strokeWidth=9, strokeOpacity=0.25, aria=False)
    was = chart.transform_filter("datum.before !== null").mark_point(
        size=110, stroke="var(--muted)", strokeWidth=2, fill="var(--surface)", opacity=1, aria=False
    )
    dots = chart.mark_circle(fill="var(--data-1)", size=190, opacity=1)
    return _spec(
        alt.layer(
            bounds.encode(x=alt.X("low:Q", axis=axis, scale=whole), x2="high:Q"),
            was.encode(x=alt.X("before:Q", axis=axis, scale=whole)),
            dots.encode(x=x, description="tip:N"),
            chart.mark_text(
                dy=-15, fill="var(--ink)", fontSize=TEXT, fontWeight=600, aria=False
            ).encode(x=x, text="label:N"),
        ),
        height=44,
    )


def matrix(rows: Rows, people: Sequence[str], places: Sequence[str]) -> Spec:
    """Draw a heat map with the numbers in it."""
    graded = [{**row, "level": str(row["level"])} for row in rows]
    return _filled(_matrix(tuple(people), tuple(places)), graded)


@lru_cache(maxsize=100)
def _matrix(people: tuple[str, ...], places: tuple[str, ...]) -> Spec:
    steps = [str(level) for level in range(6)]
    chart = alt.Chart(_no_rows()).encode(
        x=alt.X(
            "where:N",
            sort=list(places),
            axis=_name_axis(orient="top", limit=90),
        ),
        y=alt.Y("who:N", sort=list(people), axis=_name_axis()),
    )
    fill = alt.Fill("level:N", legend=None, scale=alt.Scale(domain=steps, range=HEAT))
    ink = alt.Fill("level:N", legend=None, scale=alt.Scale(domain=steps, range=HEAT_INK))
    return _spec(
        alt.layer(
            chart.mark_rect(cornerRadius=4, stroke="var(--surface)", strokeWidth=3).encode(
                fill=fill, description="tip:N"
            ),
            chart.mark_text(fontSize=TEXT, fontWeight=500, aria=False).encode(
                text="label:N", fill=ink
            ),
        ).resolve_scale(fill="independent"),
        height=36 * len(people),
        angle=0 if len(places) < SIDE_BY_SIDE else SLANT,
    )


def _no_rows() -> Any:
    make: Any = alt.Data  # Altair leaves it untyped
    return make(values=[])


def _filled(shape: Spec, rows: Rows, **changed: Any) -> Spec:
    return {**shape, "data": {"values": list(rows)}, **changed}


def _number_axis() -> alt.Axis:
    return alt.Axis(title=None, format=",d", tickCount=4, tickMinStep=1, domain=False, ticks=False)


def _name_axis(*, orient: Any = "left", limit: int = LABEL_WIDTH, **more: Any) -> alt.Axis:
    return alt.Axis(
        title=None,
        orient=orient,
        domain=False,
        ticks=False,
        labelLimit=limit,
        labelPadding=8,
        labelColor="var(--ink)",
        **more,
    )


def _spec(chart: Any, *, height: int, angle: int = 0) -> Spec:
    spec: Spec = (
        chart.properties(height=height)
        .configure(font="inherit", background="transparent", padding=4)
        .configure_axis(
            gridColor="var(--data-grid)",
            tickColor="var(--line-strong)",
            domainColor="var(--line-strong)",
            labelColor="var(--muted)",
            labelFontSize=TEXT,
        )
        .configure_axisTop(labelAngle=angle)
        .configure_view(stroke=None)
        .to_dict()
    )
    return spec
