"""Units on the road: what they hand in, what is refused, and how the office counts it."""
