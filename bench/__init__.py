"""Quality and speed, measured against peers: one command each, none of it served."""
