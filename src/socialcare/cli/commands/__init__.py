"""The commands, by the person who runs them; each module registers its own."""
