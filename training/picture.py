"""Line charts as SVG, with nothing but Python. `python picture.py runs/pilot` draws the log of a training as runs/pilot/curve.svg."""
import json
import os
import sys

WIDTH, HEIGHT, LEFT, BOTTOM, TOP, RIGHT = 760, 420, 60, 50, 40, 150
COLORS = ["#0b6e99", "#c8553d", "#4a7c3a", "#8a5a9c", "#b08900", "#555555", "#2a9d8f", "#e07a5f"]


def chart(title, x_label, lines, low=None, high=None):
    """lines: name -> [(x, y)]. All share one scale."""
    points = [p for line in lines.values() for p in line]
    x0, x1 = min(p[0] for p in points), max(p[0] for p in points)
    y0 = min(p[1] for p in points) if low is None else low
    y1 = max(p[1] for p in points) if high is None else high
    x1, y1 = x1 if x1 > x0 else x0 + 1, y1 if y1 > y0 else y0 + 1

    def at(x, y):
        return (LEFT + (x - x0) / (x1 - x0) * (WIDTH - LEFT - RIGHT), HEIGHT - BOTTOM - (y - y0) / (y1 - y0) * (HEIGHT - BOTTOM - TOP))
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="12">',
           f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/><text x="{LEFT}" y="22" font-size="15">{title}</text>',
           f'<text x="{(LEFT + WIDTH - RIGHT) / 2}" y="{HEIGHT - 12}" text-anchor="middle">{x_label}</text>']
    for i in range(6):
        y, x = y0 + (y1 - y0) * i / 5, x0 + (x1 - x0) * i / 5
        (_, py), (px, _) = at(x0, y), at(x, y0)
        out.append(f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{py:.1f}" y2="{py:.1f}" stroke="#ddd"/><text x="{LEFT - 8}" y="{py + 4:.1f}" text-anchor="end">{y:.3g}</text>')
        out.append(f'<text x="{px:.1f}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">{x:.3g}</text>')
    for i, (name, line) in enumerate(lines.items()):
        color = COLORS[i % len(COLORS)]
        path = " ".join(f"{a:.1f},{b:.1f}" for a, b in (at(*p) for p in line))
        out.append(f'<polyline points="{path}" fill="none" stroke="{color}" stroke-width="1.8"/>')
        out.append(f'<text x="{WIDTH - RIGHT + 12}" y="{TOP + 18 * i + 10}" fill="{color}">{name}</text>')
    return "\n".join(out) + "\n</svg>\n"


def main():
    run = sys.argv[1]
    with open(os.path.join(run, "log.jsonl"), encoding="utf-8") as f:
        rows = [json.loads(line) for line in f]
    lines = {name: [(r["tokens"] / 1e6, r[name]) for r in rows if name in r] for name in ("loss", "pointing")}
    for row in rows:
        for name, value in row.get("right", {}).items():
            if name == "all" or name.split()[1] in ("set", "get", "no"):
                lines.setdefault("right: " + name, []).append((row["tokens"] / 1e6, value))
    path = os.path.join(run, "curve.svg")
    with open(path, "w", encoding="utf-8") as f:
        f.write(chart("Training of the pilot", "million tokens", {k: v for k, v in lines.items() if v}, low=0, high=max(1, *(y for _, y in lines["loss"]))))
    print(path)


if __name__ == "__main__":
    main()
