"""Charts drawn: SVG and PNG of what `report.charts` makes, in the colours and the font of the reports.

draw_svg(chart)                        a picture of its own
draw_svg(chart, style_of("navy"))      in the colours of a palette or theme file; `dark=True` for a dark ground
draw_svg(chart, style, inline=True)    for a page: no ground, colours from the CSS variables of `style.variables`
draw_png(chart, style)                 the same as PNG
draw_file(chart, path, style)          the bytes of a file, by its ending
"""

from xlmarket.output.charts.draw import ENDINGS, WIDTH, choose_ending, draw_file, draw_png, draw_svg
from xlmarket.output.charts.sparkline import sparkline_svg
from xlmarket.output.charts.style import Style, style_of

__all__ = [
    "ENDINGS",
    "WIDTH",
    "Style",
    "choose_ending",
    "draw_file",
    "draw_png",
    "draw_svg",
    "sparkline_svg",
    "style_of",
]
