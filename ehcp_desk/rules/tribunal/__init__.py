"""What the tribunal wants of a bundle, as data.  Read by ``ehcp_desk/domain/bundle_limits.py``."""
