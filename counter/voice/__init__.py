"""The voice of the hall as staff keep it: recorded, imported, exported, handed to the next office."""
