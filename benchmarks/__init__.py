"""Speed and size: tables with ratios against a baseline measured in the same run. Nothing here asserts a time."""
