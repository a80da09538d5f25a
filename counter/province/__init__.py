"""The province: every site's day and round side by side, for who may see them all and do nothing."""
