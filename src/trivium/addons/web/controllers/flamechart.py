"""Recorded stacks drawn as charts: time from left to right, calls from top to bottom."""

from html import escape
from pathlib import PurePath

WIDTH = 1200
ROW = 17
NARROWEST = 0.4
"""Units of the chart below which a call is not drawn."""
PALETTE = ("#f4b183", "#f7cf9e", "#ffd966", "#c5e0b3", "#9dc3e6", "#b4a7d6")

STYLE = """
body { font: 14px system-ui, sans-serif; margin: 1.5rem; color: #222; background: #fff; }
svg { width: 100%; font-size: 11px; background: #fafafa; border: 1px solid #ddd; }
text { pointer-events: none; } a, button { margin-right: 1rem; }
"""


def _page(title, body, nonce):
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"/><title>{escape(title)}</title>'
        f'<style nonce="{nonce}">{STYLE}</style></head><body><h1>{escape(title)}</h1>{body}</body></html>'
    )


def _boxes(events):
    """Yield frame, depth, begin and end of each call of an evented profile."""
    open_calls = []
    for event in events:
        if event["type"] == "O":
            open_calls.append((event["frame"], event["at"]))
        else:
            frame, begin = open_calls.pop()
            yield frame, len(open_calls), begin, event["at"]


def _draw(profile, frames):
    """Return the chart of one profile as SVG."""
    total = profile["endValue"] or 1.0
    deepest = 0
    parts = []
    for index, depth, begin, end in _boxes(profile["events"]):
        left, width = begin / total * WIDTH, (end - begin) / total * WIDTH
        if width < NARROWEST:
            continue
        deepest = max(deepest, depth)
        frame = frames[index]
        name = " ".join(frame["name"].split())
        place = f"{frame['file']}:{frame['line']}" if frame["file"] else "statement"
        fill = PALETTE[hash(frame["file"]) % len(PALETTE)] if frame["file"] else "#8fd3c8"
        letters = int(width / 6.5)
        label = (
            f'<text x="{left + 2:.1f}" y="{depth * ROW + 12}">{escape(name[:letters])}</text>' if letters > 2 else ""
        )
        parts.append(
            f'<g><rect x="{left:.1f}" y="{depth * ROW}" width="{width:.1f}" height="{ROW - 1}" fill="{fill}">'
            f"<title>{escape(name)} ({escape(place)}), {1000 * (end - begin):.2f} ms</title></rect>{label}</g>"
        )
    height = (deepest + 1) * ROW
    return f'<svg viewBox="0 0 {WIDTH} {height}" role="img" aria-label="Calls over time">{"".join(parts)}</svg>'


def _heaviest(profile, frames, count=15):
    """Return a table of the functions and statements that themselves took longest."""
    own = {}
    inside = []
    last = 0.0
    for event in profile["events"]:
        if inside:
            own[inside[-1]] = own.get(inside[-1], 0.0) + event["at"] - last
        last = event["at"]
        if event["type"] == "O":
            inside.append(event["frame"])
        else:
            inside.pop()
    rows = "".join(
        f"<tr><td>{1000 * seconds:.2f}</td><td>{escape(' '.join(frames[index]['name'].split())[:160])}</td>"
        f"<td>{escape(PurePath(frames[index]['file']).name)}:{frames[index]['line']}</td></tr>"
        for index, seconds in sorted(own.items(), key=lambda item: -item[1])[:count]
    )
    return f"<table><tr><th>own ms</th><th>what</th><th>where</th></tr>{rows}</table>"


def chart_page(records, file, *, nonce):
    """Return the page that shows a Speedscope file of recordings."""
    frames = file["shared"]["frames"]
    ids = ",".join(str(record.id) for record in records)
    download = f'<a href="/web/speedscope/{ids}?action=speedscope_download_json">Download for speedscope.app</a>'
    body = [f'<p>{download}<a href="/web/profile_config/{ids}">Options</a></p>']
    for profile in file["profiles"]:
        seconds = profile["endValue"]
        body.append(f"<h2>{escape(profile['name'])}: {seconds:.3f}</h2>")
        body += [_draw(profile, frames), _heaviest(profile, frames)]
    if not file["profiles"]:
        body.append("<p>Nothing was recorded.</p>")
    return _page(", ".join(record.name or str(record.id) for record in records), "".join(body), nonce)


def options_page(records, *, nonce):
    """Return the page that asks how to show recordings."""
    body = (
        '<form method="get"><p><label><input type="checkbox" name="constant_time" value="1"/> '
        "Give each entry the same width: count instead of time</label></p>"
        '<button name="action" value="show">Show</button>'
        '<button name="action" value="speedscope_download_json">Download for speedscope.app</button></form>'
    )
    return _page(", ".join(record.name or str(record.id) for record in records), body, nonce)
