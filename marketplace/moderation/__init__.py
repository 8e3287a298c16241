"""What people report, what operations take down, and how whoever it concerns appeals. People decide, never a count."""
