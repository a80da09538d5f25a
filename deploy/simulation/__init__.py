"""A municipality's days, invented: when people come and what they need (pure plans), and the hall that plays
them."""
