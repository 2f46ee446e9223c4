"""How wide and how high text is: the metrics of fonts, and lines broken as a cell breaks them."""
