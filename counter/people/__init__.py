"""Who works here: staff are invited, choose a password and a PIN, change place, leave."""
