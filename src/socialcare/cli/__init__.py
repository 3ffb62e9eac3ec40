"""The command line: parse, one call, one show; the only clock and the only screen."""
