"""Every notice compiled from its duty: what it must say, under which law, in plain words."""
