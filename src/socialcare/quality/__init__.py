"""How right the scores are: measured against labels, a file's or people's corrections, and what to label next."""
