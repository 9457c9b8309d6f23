"""Charts: what they show (`model`), how it is drawn (`lines`, `dots`, `bars`), the widget that keeps the picture."""
