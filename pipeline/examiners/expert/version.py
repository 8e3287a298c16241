"""Name and version of the examiner."""

NAME = "expert"
VERSION = "1"
