"""How the project is put together: settings, addresses, and the processes that run it."""
