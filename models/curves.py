"""Draw line charts as SVG, without a plotting library."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

_COLOURS = ("#1f6feb", "#d1242f", "#1a7f37", "#9a6700", "#8250df", "#57606a")
_WIDTH, _HEIGHT, _LEFT, _TOP, _BOTTOM, _RIGHT = 720, 420, 64, 40, 48, 170


def line_chart(
    path: Path, title: str, x_name: str, lines: Mapping[str, Sequence[tuple[float, float]]], *, even: bool = False
) -> None:
    """Draw lines through (x, y) points, with a legend; the y axis starts at zero, or at the lowest negative value.

    Args:
        path: the SVG to write.
        title: text above the chart.
        x_name: label of the x axis.
        lines: points of each line, by the line's name; at least one per line.
        even: space the x values evenly instead of to scale (for widths that double).
    """
    xs = sorted({x for points in lines.values() for x, _ in points})
    ys = [y for points in lines.values() for _, y in points]
    low, high = min(0.0, *ys), max(ys) if max(ys) > min(0.0, *ys) else 1.0
    inner_w, inner_h = _WIDTH - _LEFT - _RIGHT, _HEIGHT - _TOP - _BOTTOM

    def place(x: float, y: float) -> tuple[float, float]:
        share = xs.index(x) / max(len(xs) - 1, 1) if even else (x - xs[0]) / ((xs[-1] - xs[0]) or 1)
        return _LEFT + share * inner_w, _TOP + (1 - (y - low) / (high - low)) * inner_h

    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" font-family="sans-serif" '
        f'font-size="12"><rect width="100%" height="100%" fill="white"/>',
        f'<text x="{_LEFT}" y="22" font-size="15">{escape(title)}</text>',
        f'<text x="{_LEFT + inner_w / 2}" y="{_HEIGHT - 10}" text-anchor="middle">{escape(x_name)}</text>',
    ]
    for i in range(5):
        y = low + (high - low) * i / 4
        at = place(xs[0], y)[1]
        out.append(f'<line x1="{_LEFT}" x2="{_LEFT + inner_w}" y1="{at:.1f}" y2="{at:.1f}" stroke="#d0d7de"/>')
        out.append(f'<text x="{_LEFT - 8}" y="{at + 4:.1f}" text-anchor="end">{y:.3g}</text>')
    for x in xs if len(xs) <= 8 else xs[:: max(len(xs) // 8, 1)]:
        out.append(f'<text x="{place(x, low)[0]:.1f}" y="{_HEIGHT - _BOTTOM + 18}" text-anchor="middle">{x:g}</text>')
    for i, (name, points) in enumerate(lines.items()):
        colour = _COLOURS[i % len(_COLOURS)]
        placed = [place(x, y) for x, y in points]
        corners = " ".join(f"{x:.1f},{y:.1f}" for x, y in placed)
        out.append(f'<polyline points="{corners}" fill="none" stroke="{colour}" stroke-width="2"/>')
        if even or len(placed) == 1:
            out += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{colour}"/>' for x, y in placed]
        at = _TOP + 14 + 20 * i
        out.append(f'<rect x="{_WIDTH - _RIGHT + 16}" y="{at - 9}" width="14" height="4" fill="{colour}"/>')
        out.append(f'<text x="{_WIDTH - _RIGHT + 36}" y="{at}">{escape(name)}</text>')
    path.write_text("\n".join([*out, "</svg>"]) + "\n", encoding="utf-8")
