"""Documents to reports, and a report's words to mentions, relations, claims and strikes, before places are decided."""
