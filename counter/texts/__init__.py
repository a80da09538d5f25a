"""The words of the screens as this office says them: found, replaced, put back."""
