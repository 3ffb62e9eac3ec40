"""Social listening and customer care for French brands, in a terminal."""

__version__ = "0.1.0"
