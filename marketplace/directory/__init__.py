"""What stores and repair shops share: profiles, opening hours, where they are, dealings and reviews."""
