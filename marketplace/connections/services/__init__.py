"""Rules of connections that touch more than one model."""
