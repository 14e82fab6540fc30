"""Where the gazetteer's facts come from: one module a source, each turning its files into typed records."""
