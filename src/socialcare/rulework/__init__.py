"""Rules at work: loaded whole; tried against test files, explained, replayed over what is stored, and linted.

Only loading is imported here, as every command needs it: `trials`, `explaining`, `replaying`, `lint` and `schema` are
asked for by name.
"""

from socialcare.rulework.loading import Rules, RulesFile, load_file, load_rules, lock_calendars, read_rules

__all__ = ["Rules", "RulesFile", "load_file", "load_rules", "lock_calendars", "read_rules"]
