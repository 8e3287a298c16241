"""The name under which this examiner is registered, and the version of its code."""

NAME = "reference"
VERSION = "2"
