"""What goes wrong with embedded servers. Each message says what to do, or holds the server's own words."""


class EmbeddedServerFailed(RuntimeError):
    """The server did not start."""


class FolderInUse(EmbeddedServerFailed):
    """Somebody else is using its folder."""
