"""Management commands of what every app stands on."""
