"""What a print agent asks: the small program on a kiosk computer whose printer the server cannot reach."""
