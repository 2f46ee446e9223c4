"""How each shape of chart is drawn: a function of the chart and its canvas, and the height its plot likes to have in a width."""
