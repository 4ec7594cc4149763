"""Charts as SVG text: no Django, no script, no inline style; kit.css gives the colours.

Each picture carries a title and a description for those who hear it; put it in `kit.chart_frame`, which keeps a table
behind it. Words in a chart are escaped.
"""

from stepwell.doors.kit.charts.line import Band, Bar, Event, Point, line_chart
from stepwell.doors.kit.charts.small import bar_row, sparkline, stacked

__all__ = ["Band", "Bar", "Event", "Point", "bar_row", "line_chart", "sparkline", "stacked"]
