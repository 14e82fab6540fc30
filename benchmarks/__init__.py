"""What `geo` costs, beside the usual libraries, both measured in one run: `python -m benchmarks`, or `make bench`."""
