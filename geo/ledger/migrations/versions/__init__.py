"""One module a step, `vNNNN_what.py`, oldest first."""
