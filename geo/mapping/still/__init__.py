"""The parts of the still picture: the view, the canvas, what is drawn on it, the legend and the words."""
