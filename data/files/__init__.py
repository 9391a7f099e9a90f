"""Reading what sound files hold: their kind, their sound and their tags."""
