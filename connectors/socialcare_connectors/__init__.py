"""The connectors that come with socialcare; found by entry point only, by the same door as outsiders' plug-ins."""
