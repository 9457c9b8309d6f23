"""Charts: what they show (`model`), how it is drawn (`lines`, `dots`, `bars`), and the widget that keeps the picture."""
